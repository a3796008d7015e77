{#-
    Where a segment's answers of employee and anonymous surveys are hidden. By year
    never one segment alone. Months and quarters cross segments with periods, where
    hiding pairs is not enough: a year's months (or quarters) of a segment type are
    shown only if every one of its cells is large enough, else all are hidden: so also
    where a whole period is hidden, for some period of that year, cells and all, is small.
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
        *,
        case
            when period_grain = 'year' then is_hidden_among_segments
            else smallest_secret_count < {{ var('min_group_size') }}
        end as is_hidden
    from weighed

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
