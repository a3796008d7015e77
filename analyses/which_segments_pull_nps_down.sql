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
        100.0 * (
            periods.promoter_count - segments.promoter_count
            - periods.detractor_count + segments.detractor_count
        )
        / nullif(periods.response_count - segments.response_count, 0)
            as nps_of_the_rest
    from segments
    inner join periods
        on segments.brand_id = periods.brand_id
        and segments.survey_kind = periods.survey_kind
        and segments.dimension = periods.dimension
        and segments.period_grain = periods.period_grain
        and segments.period_start_date = periods.period_start_date

)

select
    *,
    nps_of_the_rest - nps_of_all as points_lost
from compared
where nps_of_the_rest > nps_of_all
