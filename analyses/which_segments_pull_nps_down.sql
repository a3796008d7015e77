-- Which segments pull the headline down, and by how much? For the latest complete
-- quarter: the points by which NPS would rise if the segment scored like all others.
-- An association, not a cause; small segments are left out.
with

segments as (

    select * from {{ ref('nps_by_segment') }}
    where
        dimension = 'overall'
        and period_grain = 'quarter'
        and is_latest_complete_period
        and is_reportable

),

periods as (

    select * from {{ ref('nps_by_period') }}

),

compared as (

    select
        segments.brand_id,
        segments.survey_kind,
        segments.period_start_date,
        segments.segment_type,
        segments.segment_value,
        segments.response_count,
        segments.nps,
        segments.nps_ci_low,
        segments.nps_ci_high,
        periods.nps as nps_of_all,
        (periods.nps - segments.nps)
        * segments.response_count
        / periods.response_count as points_lost
    from segments
    inner join periods
        on segments.brand_id = periods.brand_id
        and segments.survey_kind = periods.survey_kind
        and segments.dimension = periods.dimension
        and segments.period_grain = periods.period_grain
        and segments.period_start_date = periods.period_start_date

)

select * from compared
where points_lost > 0
