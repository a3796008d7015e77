{#-
    Correlations of drivers with one another and with the score, as the acts from `moments`
    (a CTE, see driver_moments) to `correlated`: one row per series (family, brand, survey kind,
    market or `all`), period, jackknife group left out, driver and other driver; both may be
    `nps`. Group 0 leaves nothing out; others are there where answers may suffice for weights.

    Listwise: an answer counts if it rated every driver but those that more than
    driver_max_missing_share left out. Those have one row each, without a correlation.

    A CTE `periods` of int_dates_by_period has to stand before. Most acts read only the one
    before them, for Spark computes an act anew for each that reads it.
-#}
{%- macro driver_correlations() -%}
{%- set group_columns = [
    'driver_group', 'driver_family', 'brand_id', 'survey_kind', 'market', 'period_grain',
    'period_start_date', 'period_end_date', 'is_complete_period',
] -%}
{%- set sums = [
    'shown_sum', 'driver_sum', 'other_sum', 'driver_squares', 'other_squares', 'products'
] -%}
{%- set counts = ['response_count', 'good_count'] -%}
by_market as (

    select
        *,
        {{ explode_array(
            array_range('case when market is null then 1 else 0 end', 1)
        ) }} as is_all
    from moments

),

placed as (

    select
        by_market.*,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        periods.is_complete_period,
        case when by_market.is_all = 1 then 'all' else by_market.market end
            as shown_market,
        by_market.driver_family || '|' || by_market.brand_id
        || '|' || by_market.survey_kind || '|'
        || case when by_market.is_all = 1 then 'all' else by_market.market end || '|'
        || periods.period_grain || '|' || cast(periods.period_start_date as string)
            as driver_group
    from by_market
    inner join periods
        on by_market.month_start_date = periods.date_day
        and periods.period_grain in ('month', 'quarter', 'year')

),

driver_counts as (

    select
        driver_group,
        market,
        month_start_date,
        jackknife_group,
        drivers_rated,
        driver,
        sum(
            case when driver = 'nps' then response_count end
        ) over (partition by driver_group) as asked_count,
        sum(response_count) over (partition by driver_group, driver) as rated_count
    from placed
    where driver = other_driver

),

missed as (

    select
        *,
        1 - cast(rated_count as double) / asked_count as missing_share,
        rated_count >= (1 - {{ var('driver_max_missing_share') }}) * asked_count
            as is_present
    from driver_counts

),

numbered as (

    select
        *,
        dense_rank() over (
            partition by driver_group, is_present
            order by driver nulls last
        ) as driver_number,
        sum(case when is_present then 1 else 0 end) over (
            partition by
                driver_group, market, month_start_date, jackknife_group, drivers_rated
        ) as present_rated_count
    from missed

),

judged_drivers as (

    -- Answers of one set of drivers, with a market of its own or none.
    select
        driver_group,
        coalesce(market, '') as answer_market,
        month_start_date,
        jackknife_group,
        drivers_rated,
        driver,
        missing_share,
        is_present,
        present_rated_count = max(case when is_present then driver_number end) over (
            partition by driver_group
        ) as is_complete
    from numbered

),

other_judged_drivers as (

    select
        driver_group,
        driver as other_driver,
        max(case when is_present then 1 else 0 end) = 1 as is_other_present
    from judged_drivers
    group by 1, 2

),

listwise as (

    select
        {%- for column in group_columns if column != 'market' %}
        placed.{{ column }},
        {%- endfor %}
        placed.shown_market as market,
        placed.jackknife_group,
        placed.driver,
        placed.other_driver,
        max(judged_drivers.missing_share) as missing_share,
        max(case when judged_drivers.is_present then 1 else 0 end) = 1 as is_present,
        {%- for column in counts %}
        cast(sum(
            case when judged_drivers.is_complete then placed.{{ column }} else 0 end
        ) as bigint) as {{ column }},
        {%- endfor %}
        {%- for column in sums %}
        {{ exact_sum(
            'case when judged_drivers.is_complete then placed.' ~ column ~ ' else 0 end'
        ) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from placed
    inner join judged_drivers
        on placed.driver_group = judged_drivers.driver_group
        and coalesce(placed.market, '') = judged_drivers.answer_market
        and placed.month_start_date = judged_drivers.month_start_date
        and placed.jackknife_group = judged_drivers.jackknife_group
        and placed.drivers_rated = judged_drivers.drivers_rated
        and placed.driver = judged_drivers.driver
    inner join other_judged_drivers
        on placed.driver_group = other_judged_drivers.driver_group
        and placed.other_driver = other_judged_drivers.other_driver
    where
        (judged_drivers.is_present and other_judged_drivers.is_other_present)
        or placed.other_driver = 'nps'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12

),

whole as (

    select
        *,
        {%- for column in counts %}
        cast(sum({{ column }}) over (
            partition by driver_group, driver, other_driver
        ) as bigint) as whole_{{ column }},
        {%- endfor %}
        {%- for column in sums %}
        cast(sum(cast({{ column }} as decimal(38, 12))) over (
            partition by driver_group, driver, other_driver
        ) as double) as whole_{{ column }},
        {%- endfor %}
        row_number() over (
            partition by driver_group, driver, other_driver
            order by jackknife_group nulls last
        ) as group_number
    from listwise

),

doubled as (

    -- The first of the groups tells of all together, too.
    select
        *,
        {{ explode_array(
            array_range('case when group_number = 1 then 0 else 1 end', 1)
        ) }} as is_left_out
    from whole

),

left_out as (

    select
        {{ group_columns | join(',\n        ') }},
        driver,
        other_driver,
        missing_share,
        is_present,
        whole_response_count,
        case when is_left_out = 1 then jackknife_group else 0 end as jackknife_group,
        case when is_left_out = 1 then response_count end as left_out_count,
        {%- for column in counts + sums %}
        whole_{{ column }} - case when is_left_out = 1 then {{ column }} else 0 end
            as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from doubled
    where
        is_left_out = 0
        or (
            is_present
            and response_count > 0
            and whole_response_count >= {{ var('driver_min_responses') }}
        )

),

spread as (

    select
        *,
        response_count * driver_squares - driver_sum * driver_sum as driver_spread,
        response_count * other_squares - other_sum * other_sum as other_spread,
        response_count * products - driver_sum * other_sum as shared_spread
    from left_out

),

measured as (

    -- A spread that rounding may have made is none.
    select
        *,
        driver_spread <= 1e-9 * response_count * driver_squares as is_constant,
        other_spread <= 1e-9 * response_count * other_squares as is_other_constant
    from spread

),

mirrored as (

    -- Each pair is summed once; here it stands both ways.
    select
        *,
        {{ explode_array(
            array_range('case when driver = other_driver then 1 else 0 end', 1)
        ) }} as is_straight
    from measured
    where
        is_present
        or other_driver = 'nps'

),

correlated as (

    -- One row of a driver dropped as missing, none the other way.
    select
        {{ group_columns | join(',
        ') }},
        case when is_straight = 1 then driver else other_driver end as driver,
        case when is_straight = 1 then other_driver else driver end as other_driver,
        jackknife_group,
        left_out_count,
        missing_share,
        is_present,
        case when is_straight = 1 then is_constant else is_other_constant end
            as is_constant,
        whole_response_count as response_count,
        case
            when is_present and is_straight = 1
                then shown_sum / nullif(response_count, 0)
        end as mean_score,
        case
            when is_present and is_straight = 1
                then cast(good_count as double) / nullif(response_count, 0)
        end as top_box_share,
        case
            when is_constant or is_other_constant or not is_present then null
            when driver = other_driver then cast(1 as double)
            else greatest(-1, least(
                1, shared_spread / sqrt(driver_spread * other_spread)
            ))
        end as correlation
    from mirrored
    where
        is_straight = 1
        or is_present

)
{%- endmacro -%}
