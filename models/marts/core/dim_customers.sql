{#- What survives where sources differ: CRM first, else what was known last. -#}
with

seen as (

    select * from {{ ref('int_customers_seen') }}

),

crm_customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

history as (

    select * from {{ ref('int_customers_history') }}

),

responses as (

    select
        *,
        -- Text, for of two at the same moment the engines take different ones.
        cast(submitted_at as string) || response_id as answered
    from {{ ref('fct_survey_responses') }}
    where submitted_at < {{ cut_off() }}

),

answered as (

    select
        customer_id,
        {%- for column in [
            'account_id', 'customer_segment', 'value_tier', 'lifecycle_stage', 'region'
        ] %}
        max_by({{ column }}, answered) filter (where {{ column }} is not null)
            as {{ column }},
        {%- endfor %}
        max_by(nps_score, answered) filter (where is_counted) as latest_nps_score,
        max_by(nps_category, answered) filter (where is_counted) as latest_nps_category
    from responses
    where customer_id is not null
    group by 1

),

in_crm as (

    select
        customer_key,
        min(cast(is_deleted as integer)) = 0 as is_in_crm
    from crm_customers
    group by 1

),

described as (

    select *
    from history
    where
        valid_from <= {{ as_of_date() }}
        and coalesce(valid_to > {{ as_of_date() }}, true)

)

select
    seen.customer_id,
    coalesce(described.account_id, seen.account_id, answered.account_id) as account_id,
    {%- for column in ['customer_segment', 'value_tier', 'lifecycle_stage', 'region'] %}
    coalesce(described.{{ column }}, answered.{{ column }}) as {{ column }},
    {%- endfor %}
    seen.first_seen_at,
    seen.last_touchpoint_at,
    cast(answered.latest_nps_score as integer) as latest_nps_score,
    answered.latest_nps_category,
    coalesce(in_crm.is_in_crm, false) as is_in_crm,
    seen.source_person_count,
    {{ build_run_id() }} as build_run_id
from seen
left join described
    on seen.customer_id = described.customer_id
left join answered
    on seen.customer_id = answered.customer_id
left join in_crm
    on seen.customer_id = in_crm.customer_key
