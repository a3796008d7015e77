with

resamples as (

    select * from {{ ref('nps_driver_resamples') }}

)

select
    driver_family,
    brand_id,
    survey_kind,
    market,
    period_grain,
    period_start_date,
    period_end_date,
    is_complete_period,
    driver,
    other_driver,
    response_count,
    correlation,
    suppression_reason
from resamples
where
    jackknife_group = 0
    and is_present
