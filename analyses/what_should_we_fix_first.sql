-- What should we fix first? For the latest complete year: each driver's importance with
-- its interval, our performance beside that of the best competitor in the same surveys,
-- and who owns it. Important drivers on which we are behind come first. An association,
-- not a cause: try it on a few customers before promising points of NPS.
with

drivers as (

    select * from {{ ref('nps_drivers') }}
    where
        period_grain = 'year'
        and is_latest_complete_period
        and not is_dropped
        and suppression_reason is null

),

brands as (

    select * from {{ ref('dim_brands') }}

),

competitors as (

    select
        drivers.survey_kind,
        drivers.market,
        drivers.driver,
        max(drivers.top_box_share) as best_top_box_share,
        max_by(drivers.brand_id, drivers.top_box_share) as best_brand_id
    from drivers
    inner join brands
        on drivers.brand_id = brands.brand_id
    where not brands.is_own
    group by 1, 2, 3

),

compared as (

    select
        drivers.brand_id,
        drivers.survey_kind,
        drivers.market,
        drivers.importance_share
        * (drivers.top_box_share - competitors.best_top_box_share) as weighed_lead,
        drivers.driver_name,
        drivers.department_id,
        drivers.response_count,
        drivers.importance_share,
        drivers.importance_share_ci_low,
        drivers.importance_share_ci_high,
        drivers.top_box_share,
        drivers.top_box_share - competitors.best_top_box_share as lead_over_best,
        competitors.best_brand_id,
        drivers.quadrant,
        drivers.r_squared
    from drivers
    inner join brands
        on drivers.brand_id = brands.brand_id
    left join competitors
        on drivers.survey_kind = competitors.survey_kind
        and drivers.market = competitors.market
        and drivers.driver = competitors.driver
    where brands.is_own

)

select * from compared
order by 3, 4, 5
