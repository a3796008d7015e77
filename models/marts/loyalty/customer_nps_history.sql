{#- Panel respondents are not customers; answers of secret surveys are in no such row. -#}
{%- set previous -%}
    over (
        partition by brand_id, survey_kind, customer_id
        order by submitted_at nulls last, response_id nulls last
    )
{%- endset -%}
with

responses as (

    select
        *,
        case nps_category
            when 'promoter' then 3
            when 'passive' then 2
            when 'detractor' then 1
        end as category_rank
    from {{ ref('fct_survey_responses') }}
    where
        is_counted
        and nps_category is not null
        and customer_id is not null
        and survey_kind not in ('benchmark', 'employee')

),

followed as (

    select
        *,
        row_number() {{ previous }} as response_number,
        {%- for column in [
            'response_id', 'submitted_date', 'nps_score', 'nps_category',
            'category_rank',
        ] %}
        lag({{ column }}) {{ previous }} as previous_{{ column }},
        {%- endfor %}
        lead(response_id) {{ previous }} is null as is_latest
    from responses

)

select
    response_id,
    customer_id,
    account_id,
    brand_id,
    survey_kind,
    survey_id,
    submitted_at,
    submitted_date,
    customer_segment,
    value_tier,
    lifecycle_stage,
    region,
    nps_score,
    nps_category,
    cast(response_number as bigint) as response_number,
    is_latest,
    previous_response_id,
    previous_nps_score as previous_score,
    previous_nps_category as previous_category,
    case
        when previous_category_rank is null then 'first'
        when category_rank > previous_category_rank then 'improved'
        when category_rank < previous_category_rank then 'declined'
        else 'stable'
    end as change_type,
    nps_score - previous_nps_score as score_change,
    {{ days_between('previous_submitted_date', 'submitted_date') }}
        as days_since_previous
from followed
