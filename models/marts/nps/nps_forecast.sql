with

months as (

    select * from {{ ref('int_nps_months_smoothed') }}

),

known as (

    -- Enough months to forecast from.
    select * from months
    where observed_count * 2 >= {{ var('min_forecast_months') }}

),

calendar as (

    select
        period_start_date,
        cast(
            extract(year from period_start_date) * 12
            + extract(month from period_start_date) as integer
        ) as month_number
    from {{ ref('int_dates_by_period') }}
    where
        period_grain = 'month'
        and is_complete_period

),

horizons as (

    select {{ explode_array(array_range(1, var('forecast_months_ahead'))) }}
        as months_ahead

),

origin as (

    select
        max(period_start_date) as origin_date,
        max(month_number) as origin_number
    from calendar

),

back_tested as (

    -- Each month as it would have been forecast from what was known so long before.
    select
        months.brand_id,
        months.survey_kind,
        horizons.months_ahead,
        known.smoothed_level + known.smoothed_trend
        * {{ damped_steps('months.month_number - known.month_number') }} as foretold,
        abs(months.nps - greatest(-100, least(100, foretold))) as absolute_error,
        abs(months.nps - known.nps) as naive_error
    from months
    cross join horizons
    inner join known
        on months.brand_id = known.brand_id
        and months.survey_kind = known.survey_kind
        and known.month_number <= months.month_number - horizons.months_ahead
        and known.next_month_number > months.month_number - horizons.months_ahead

),

errors as (

    select
        brand_id,
        survey_kind,
        months_ahead,
        count(*) as backtest_count,
        {{ exact_sum('absolute_error') }} / count(*) as backtest_mae,
        {{ exact_sum('naive_error') }} / count(*) as naive_mae
    from back_tested
    group by 1, 2, 3

),

spread as (

    select
        brand_id,
        survey_kind,
        sqrt({{ exact_sum('forecast_error * forecast_error') }} / count(forecast_error))
            as step_error
    from months
    group by 1, 2

),

told as (

    select
        months.brand_id,
        months.survey_kind,
        horizons.months_ahead,
        origin.origin_date,
        {{ add_months('origin.origin_date', 'horizons.months_ahead') }}
            as forecast_date,
        months.period_start_date as last_observed_date,
        months.observed_count,
        origin.origin_number + horizons.months_ahead - months.month_number as steps,
        months.smoothed_level + months.smoothed_trend * {{ damped_steps('steps') }}
            as foretold,
        case
            when months.observed_count >= {{ var('min_forecast_months') }}
                then greatest(-100, least(100, foretold))
        end as nps_forecast,
        {{ var('confidence_z') }} * spread.step_error
        * sqrt({{ damped_trend_variance('steps') }}) as half_width
    from months
    cross join horizons
    cross join origin
    inner join spread
        on months.brand_id = spread.brand_id
        and months.survey_kind = spread.survey_kind
    where months.next_month_number is null

)

select
    told.brand_id,
    told.survey_kind,
    cast(told.months_ahead as bigint) as months_ahead,
    told.origin_date,
    told.forecast_date as period_start_date,
    {{ add_days(add_months('told.forecast_date', 1), -1) }} as period_end_date,
    told.last_observed_date,
    cast(told.observed_count as bigint) as observed_month_count,
    told.nps_forecast,
    case
        when told.nps_forecast is not null
            then greatest(-100, told.nps_forecast - told.half_width)
    end as forecast_ci_low,
    case
        when told.nps_forecast is not null
            then least(100, told.nps_forecast + told.half_width)
    end as forecast_ci_high,
    coalesce(errors.backtest_count, 0) as backtest_count,
    errors.backtest_mae,
    errors.naive_mae,
    errors.backtest_mae < errors.naive_mae as is_better_than_naive
from told
left join errors
    on told.brand_id = errors.brand_id
    and told.survey_kind = errors.survey_kind
    and told.months_ahead = errors.months_ahead
