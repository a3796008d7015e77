-- Why did NPS fall? For each survey of an own brand, the latest complete quarter in
-- which it fell, and what an analyst asks, in this order: is the fall sure; did
-- segments change their minds (rate_points) or only their shares (mix_points); which
-- segments; what was warned of in that quarter and the one before; which drivers were
-- scored worse. Points are of NPS, but for drivers: of their own scale, an association.
with

own_brands as (

    select * from {{ ref('dim_brands') }}
    where is_own

),

quarters as (

    select
        *,
        row_number() over (
            partition by brand_id, survey_kind
            order by period_start_date desc nulls last
        ) as recency
    from {{ ref('nps_by_period') }}
    where
        dimension = 'overall'
        and period_grain = 'quarter'
        and is_complete_period
        and nps_change < 0

),

falls as (

    select quarters.*
    from quarters
    inner join own_brands
        on quarters.brand_id = own_brands.brand_id
    where quarters.recency = 1

),

decompositions as (

    select * from {{ ref('nps_change_decomposition') }}
    where
        dimension = 'overall'
        and period_grain = 'quarter'
        and mix_basis = 'respondents'
        and segment_type not like '% x %'

),

alerts as (

    select * from {{ ref('nps_alerts') }}

),

drivers as (

    select
        *,
        mean_score - lag(mean_score) over (
            partition by brand_id, survey_kind, market, driver
            order by period_start_date nulls last
        ) as mean_score_change
    from {{ ref('nps_drivers') }}
    where period_grain = 'quarter'

),

effects as (

    -- A type of one segment says what the whole says.
    select
        falls.brand_id,
        falls.survey_kind,
        falls.period_start_date,
        decompositions.segment_type,
        decompositions.segment_value,
        decompositions.rate_effect,
        decompositions.mix_effect,
        decompositions.total_effect,
        decompositions.rate_effect_p_value,
        count(*) over (
            partition by
                falls.brand_id, falls.survey_kind, decompositions.segment_type
        ) as segment_count
    from falls
    inner join decompositions
        on falls.brand_id = decompositions.brand_id
        and falls.survey_kind = decompositions.survey_kind
        and falls.period_start_date = decompositions.period_start_date

),

ranked as (

    select
        *,
        row_number() over (
            partition by brand_id, survey_kind
            order by total_effect nulls last, segment_type nulls last
        ) as place
    from effects
    where segment_count > 1 and segment_value != 'unknown'

),

findings as (

    select
        brand_id,
        survey_kind,
        period_start_date,
        1 as step,
        'is it sure' as question,
        case
            when is_significant_change then 'yes'
            else 'it may be chance'
        end as finding,
        nps_change as points,
        cast(null as double) as rate_points,
        cast(null as double) as mix_points,
        nps_change_p_value as p_value
    from falls
    union all
    select
        brand_id,
        survey_kind,
        period_start_date,
        2 as step,
        'rate or mix' as question,
        'by ' || segment_type as finding,
        sum(total_effect) as points,
        sum(rate_effect) as rate_points,
        sum(mix_effect) as mix_points,
        cast(null as double) as p_value
    from effects
    where segment_count > 1
    group by brand_id, survey_kind, period_start_date, segment_type
    union all
    select
        brand_id,
        survey_kind,
        period_start_date,
        3 as step,
        'which segments' as question,
        segment_type || ' ' || segment_value as finding,
        total_effect as points,
        rate_effect as rate_points,
        mix_effect as mix_points,
        rate_effect_p_value as p_value
    from ranked
    where place <= 10 and total_effect < 0
    union all
    select
        falls.brand_id,
        falls.survey_kind,
        falls.period_start_date,
        4 as step,
        'what was warned of' as question,
        alerts.alert_type || ' ' || coalesce(alerts.segment_value || ': ', '')
        || alerts.evidence as finding,
        cast(null as double) as points,
        cast(null as double) as rate_points,
        cast(null as double) as mix_points,
        alerts.q_value as p_value
    from falls
    inner join alerts
        on falls.brand_id = alerts.brand_id
        and falls.survey_kind = coalesce(alerts.survey_kind, falls.survey_kind)
        and coalesce(alerts.dimension, 'overall') = 'overall'
        and falls.previous_period_start_date <= alerts.period_start_date
        and falls.period_end_date >= alerts.period_end_date
    union all
    select
        falls.brand_id,
        falls.survey_kind,
        falls.period_start_date,
        5 as step,
        'which drivers' as question,
        drivers.driver_name || coalesce(' in ' || drivers.market, '') as finding,
        drivers.mean_score_change as points,
        cast(null as double) as rate_points,
        cast(null as double) as mix_points,
        cast(null as double) as p_value
    from falls
    inner join drivers
        on falls.brand_id = drivers.brand_id
        and falls.survey_kind = drivers.survey_kind
        and falls.period_start_date = drivers.period_start_date
        and drivers.mean_score_change < 0

)

select * from findings
order by brand_id, survey_kind, step, points nulls last, finding
