{#- A period is weighted to the targets that hold on its last day so far. -#}
with

targets as (

    select * from {{ ref('weight_targets') }}

),

periods as (

    select
        period_grain,
        period_start_date,
        period_end_date
    from {{ ref('int_dates_by_period') }}
    where year_start_date is not null
    group by 1, 2, 3

),

begun as (

    select
        targets.*,
        periods.period_grain,
        periods.period_start_date,
        max(targets.valid_from) over (
            partition by
                targets.survey_id,
                targets.segment_type,
                periods.period_grain,
                periods.period_start_date
        ) as newest_valid_from
    from targets
    inner join periods
        on targets.valid_from <= periods.period_end_date
        and targets.valid_from <= {{ as_of_date() }}

)

select
    survey_id,
    period_grain,
    period_start_date,
    segment_type,
    dense_rank() over (
        partition by survey_id, period_grain, period_start_date
        order by segment_type nulls last
    ) as margin_number,
    category,
    target_share
from begun
where valid_from = newest_valid_from
