{#-
    Where a segment's answers of employee and anonymous surveys are hidden. By year
    never one segment alone. Months and quarters cross segments with periods, where
    hiding pairs is not enough: a year's months (or quarters) of a segment type are
    shown only if every one of its cells is large enough, else all are hidden.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_by_segment') }}
    where
        is_secret
        and is_counted

),

periods as (

    select * from {{ ref('int_dates_by_period') }}

),

secret_periods as (

    select * from {{ ref('int_nps_secret_periods') }}

),

years_with_hidden_periods as (

    select
        brand_id,
        survey_kind,
        dimension,
        period_grain,
        year_start_date,
        max(case when is_hidden then 1 else 0 end) = 1 as has_hidden_period
    from secret_periods
    group by 1, 2, 3, 4, 5

),

counted as (

    select
        answers.brand_id,
        answers.survey_kind,
        answers.dimension,
        answers.segment_type,
        answers.segment_value,
        periods.period_grain,
        periods.period_start_date,
        periods.year_start_date,
        count(*) as secret_count
    from answers
    inner join periods
        on answers.submitted_date = periods.date_day
        and periods.year_start_date is not null
    group by 1, 2, 3, 4, 5, 6, 7, 8

),

weighed as (

    select
        *,
        {{ is_hidden_among(
            'secret_count',
            'brand_id, survey_kind, dimension, segment_type, period_grain, '
            ~ 'period_start_date',
            'segment_value'
        ) }} as is_hidden_among_segments,
        min(secret_count) over (
            partition by
                brand_id,
                survey_kind,
                dimension,
                segment_type,
                period_grain,
                year_start_date
        ) as smallest_secret_count
    from counted

),

hidden as (

    select
        weighed.*,
        case
            when weighed.period_grain = 'year' then weighed.is_hidden_among_segments
            else
                years_with_hidden_periods.has_hidden_period
                or weighed.smallest_secret_count < {{ var('min_group_size') }}
        end as is_hidden
    from weighed
    inner join years_with_hidden_periods
        on weighed.brand_id = years_with_hidden_periods.brand_id
        and weighed.survey_kind = years_with_hidden_periods.survey_kind
        and weighed.dimension = years_with_hidden_periods.dimension
        and weighed.period_grain = years_with_hidden_periods.period_grain
        and weighed.year_start_date = years_with_hidden_periods.year_start_date

)

select
    brand_id,
    survey_kind,
    dimension,
    segment_type,
    segment_value,
    period_grain,
    period_start_date,
    is_hidden,
    case
        when is_hidden and secret_count < {{ var('min_group_size') }} then 'too_few'
        when is_hidden then 'complementary'
    end as suppression_reason
from hidden
