{#-
    Who scored what in the latest complete months, each by what he said last there: people
    counted by category and by each thing known of them. Secret answers are left out.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}
    where
        dimension = 'overall'
        and is_counted
        and not is_secret

),

months as (

    select
        period_start_date,
        period_end_date,
        row_number() over (order by period_start_date desc nulls last) as months_back
    from {{ ref('int_dates_by_period') }}
    where
        period_grain = 'month'
        and is_complete_period
    group by 1, 2

),

told_of as (

    select
        min(period_start_date) as from_date,
        max(period_end_date) as to_date
    from months
    where months_back <= {{ var('profile_months') }}

),

recent as (

    select
        answers.*,
        told_of.from_date,
        told_of.to_date,
        row_number() over (
            partition by
                answers.brand_id,
                answers.survey_kind,
                coalesce(answers.customer_id, answers.response_id)
            order by
                answers.submitted_date desc nulls last,
                answers.submitted_at desc nulls last,
                answers.response_id desc nulls last
        ) as recency
    from answers
    inner join told_of
        on answers.submitted_date >= told_of.from_date
        and answers.submitted_date <= told_of.to_date

),

people as (

    select
        *,
        case nps_points
            when 100 then 'promoter' when 0 then 'passive' else 'detractor'
        end as nps_category
    from recent
    where recency = 1

),

described as (
    {%- for attribute in var('segment_types') if ' x ' not in attribute %}
    select
        brand_id,
        survey_kind,
        from_date,
        to_date,
        nps_category,
        '{{ attribute }}' as attribute,
        {{ attribute }}_segment as attribute_value
    from people
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    brand_id,
    survey_kind,
    from_date,
    to_date,
    nps_category,
    attribute,
    attribute_value,
    count(*) as respondent_count
from described
group by 1, 2, 3, 4, 5, 6, 7
