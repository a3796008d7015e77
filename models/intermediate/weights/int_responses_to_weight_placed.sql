{#-
    Responses of series in which a survey is weighted: raked where it has targets, or by the
    weights that came with it, which are used as they are. Secret surveys are not weighted.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}
    where is_counted

),

periods as (

    select * from {{ ref('int_dates_by_period') }}
    where year_start_date is not null

),

margins as (

    select
        survey_id,
        period_grain,
        period_start_date,
        max(case when margin_number = 1 then segment_type end) as margin_1,
        max(case when margin_number = 2 then segment_type end) as margin_2,
        max(case when margin_number = 3 then segment_type end) as margin_3
    from {{ ref('int_weight_targets_dated') }}
    group by 1, 2, 3

),

responses as (

    -- One weight for all that a response answers.
    select
        *,
        row_number() over (
            partition by response_id
            order by question_id nulls last
        ) as answer_number
    from answers

),

placed as (

    select
        responses.survey_id
        || ':' || responses.brand_id
        || ':' || periods.period_grain
        || ':' || cast(periods.period_start_date as string) as weighting_id,
        responses.response_id,
        responses.brand_id,
        responses.survey_id,
        responses.survey_kind,
        responses.is_secret,
        periods.period_grain,
        periods.period_start_date,
        case when responses.supplied_weight >= 0 then responses.supplied_weight end
            as supplied_weight,
        margins.margin_1,
        coalesce({{ segment_value('margins.margin_1') }}, '') as category_1,
        coalesce({{ segment_value('margins.margin_2') }}, '') as category_2,
        coalesce({{ segment_value('margins.margin_3') }}, '') as category_3
    from responses
    inner join periods
        on responses.submitted_date = periods.date_day
    left join margins
        on responses.survey_id = margins.survey_id
        and periods.period_grain = margins.period_grain
        and periods.period_start_date = margins.period_start_date
    where responses.answer_number = 1

),

sourced as (

    select
        *,
        case
            when is_secret then 'none'
            when max(supplied_weight) over (partition by weighting_id) > 0
                then 'supplied'
            when margin_1 is not null then 'raked'
            else 'none'
        end as weight_source
    from placed

),

of_series as (

    select
        *,
        max(case when weight_source != 'none' then 1 else 0 end) over (
            partition by brand_id, survey_kind, period_grain, period_start_date
        ) = 1 as is_series_weighted
    from sourced

)

select
    weighting_id,
    response_id,
    survey_id,
    brand_id,
    survey_kind,
    period_grain,
    period_start_date,
    weight_source,
    supplied_weight,
    category_1,
    category_2,
    category_3
from of_series
where is_series_weighted
