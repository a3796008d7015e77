{%- set pair = ['brand_id', 'survey_kind', 'outcome', 'market', 'lag_quarters'] -%}
{%- set all_quarters -%}
    over (
        partition by {{ pair | join(', ') }}
        order by quarter_number nulls last
        rows between unbounded preceding and unbounded following
    )
{%- endset -%}
with

outcomes as (

    select * from {{ ref('int_business_outcomes_by_quarter') }}

),

estimated as (

    select * from {{ ref('int_nps_periods_estimated') }}
    where
        dimension = 'overall'
        and period_grain = 'quarter'
        and is_complete_period
        and suppression_reason is null
        and response_count >= {{ var('min_reportable_count') }}

),

days as (

    select * from {{ ref('int_dates_by_period') }}
    where
        period_grain = 'quarter'
        and is_complete_period

),

quarters as (

    select
        period_start_date,
        row_number() over (order by period_start_date nulls last) as quarter_number
    from days
    group by 1

),

lags as (

    select {{ explode_array(array_range(-4, 4)) }} as lag_quarters

),

nps as (

    select
        estimated.brand_id,
        estimated.survey_kind,
        quarters.quarter_number,
        estimated.nps
    from estimated
    inner join quarters
        on estimated.period_start_date = quarters.period_start_date

),

paired as (

    -- A lag of two: NPS of a quarter beside the outcome two quarters later.
    select
        nps.brand_id,
        nps.survey_kind,
        outcomes.outcome,
        outcomes.market,
        lags.lag_quarters,
        nps.quarter_number,
        nps.nps,
        outcomes.outcome_value
    from nps
    cross join lags
    inner join outcomes
        on nps.brand_id = outcomes.brand_id
        and nps.quarter_number + lags.lag_quarters = outcomes.quarter_number

),

windowed as (

    -- In the order of time, so that the last digit is the same in every build.
    select
        *,
        count(*) {{ all_quarters }} as quarter_count,
        corr(nps, outcome_value) {{ all_quarters }} as raw_correlation,
        max(nps) {{ all_quarters }} > min(nps) {{ all_quarters }}
        and max(outcome_value) {{ all_quarters }}
        > min(outcome_value) {{ all_quarters }} as varies
    from paired

),

correlated as (

    select
        {{ pair | join(', ') }},
        max(quarter_count) as quarter_count,
        max(
            case
                when quarter_count >= {{ var('min_correlated_quarters') }} and varies
                    then least(1.0, greatest(-1.0, raw_correlation))
            end
        ) as correlation
    from windowed
    group by 1, 2, 3, 4, 5

),

compared as (

    -- Every lag of each pair of series, told or not.
    select
        correlated.brand_id,
        correlated.survey_kind,
        correlated.outcome,
        correlated.market,
        lags.lag_quarters
    from correlated
    cross join lags
    group by 1, 2, 3, 4, 5

),

bounded as (

    -- Fisher's interval; a perfect correlation has none but itself.
    select
        compared.*,
        coalesce(correlated.quarter_count, 0) as quarter_count,
        correlated.correlation,
        case
            when abs(correlated.correlation) < 1
                then 0.5 * ln(
                    (1 + correlated.correlation) / (1 - correlated.correlation)
                )
        end as fisher_z,
        {{ var('confidence_z') }}
        / sqrt(nullif(cast(greatest(correlated.quarter_count - 3, 0) as double), 0))
            as reach
    from compared
    left join correlated
        on {{ equal_columns('compared', 'correlated', pair) }}

)

select
    {{ pair[:4] | join(',\n    ') }},
    cast(lag_quarters as bigint) as lag_quarters,
    quarter_count,
    correlation,
    case
        when abs(correlation) = 1 then correlation
        else 1 - 2 / (exp(2 * (fisher_z - reach)) + 1)
    end as correlation_ci_low,
    case
        when abs(correlation) = 1 then correlation
        else 1 - 2 / (exp(2 * (fisher_z + reach)) + 1)
    end as correlation_ci_high,
    correlation is not null
    and row_number() over (
        partition by brand_id, survey_kind, outcome, market
        order by
            abs(correlation) desc nulls last,
            abs(lag_quarters) nulls last,
            lag_quarters nulls last
    ) = 1 as is_strongest_lag
from bounded
