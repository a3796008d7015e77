{#-
    How likely each brand is the true first of its market, to anyone who only has these
    answers: the integral, over where the brand may truly stand, of the product of the
    chances that each rival stands lower, normal approximation, on a fixed grid of 100
    points within six standard errors.

    The product holds for independent errors, but who is strict with one brand is strict
    with all. What is common to all brands moves no rank, so each brand gets the one
    variance that, with its rivals' added, comes closest to the variances of the gaps
    (quasi-variances, Firth and de Menezes 2004). With two brands that is exact.
-#}
with

estimated as (

    select * from {{ ref('int_nps_brands_estimated') }}

),

compared as (

    select * from {{ ref('int_nps_brands_compared') }}
    where gap_se is not null

),

spread as (

    -- Variances in squared points.
    select
        market,
        period_grain,
        period_start_date,
        brand_id,
        cast(count(*) as double) as rival_count,
        {{ exact_sum('10000 * gap_se * gap_se') }} as gap_variances
    from compared
    group by 1, 2, 3, 4

),

spread_of_market as (

    select
        market,
        period_grain,
        period_start_date,
        {{ exact_sum('gap_variances / (2 * rival_count)') }} as brand_variances
    from spread
    group by 1, 2, 3

),

located as (

    select
        spread.market,
        spread.period_grain,
        spread.period_start_date,
        spread.brand_id,
        100 * estimated.adjusted_net as location,
        sqrt(
            case
                when spread.rival_count = 1 then spread.gap_variances / 2
                -- Where no sum of two variances fits, it could be negative.
                else greatest(
                    100 * estimated.adjusted_se * estimated.adjusted_se,
                    (spread.gap_variances - spread_of_market.brand_variances)
                    / (spread.rival_count - 1)
                )
            end
        ) as scale
    from spread
    inner join spread_of_market
        on spread.market = spread_of_market.market
        and spread.period_grain = spread_of_market.period_grain
        and spread.period_start_date = spread_of_market.period_start_date
    inner join estimated
        on spread.market = estimated.market
        and spread.period_grain = estimated.period_grain
        and spread.period_start_date = estimated.period_start_date
        and spread.brand_id = estimated.brand_id

),

rivals as (

    select * from located

),

digits as (
    {% for digit in range(10) %}
    select {{ digit }} as digit
    {{- ' union all' if not loop.last }}
    {%- endfor %}

),

tens as (

    select * from digits

),

grid as (

    select cast(0.12 * (10 * tens.digit + digits.digit - 49.5) as double) as deviation
    from digits
    cross join tens

),

faced as (

    -- How far above a rival a brand would stand, in that rival's standard errors.
    select
        located.market,
        located.period_grain,
        located.period_start_date,
        located.brand_id,
        grid.deviation,
        (located.location + located.scale * grid.deviation - rivals.location)
        / rivals.scale as lead
    from located
    inner join rivals
        on located.market = rivals.market
        and located.period_grain = rivals.period_grain
        and located.period_start_date = rivals.period_start_date
        and located.brand_id != rivals.brand_id
    cross join grid

),

outdone as (

    select
        market,
        period_grain,
        period_start_date,
        brand_id,
        deviation,
        {{ exact_sum('ln(greatest(1e-300, ' ~ normal_cdf('lead') ~ '))') }}
            as log_chance
    from faced
    group by 1, 2, 3, 4, 5

),

integrated as (

    select
        market,
        period_grain,
        period_start_date,
        brand_id,
        {{ exact_sum('exp(log_chance - deviation * deviation / 2)') }} as weight
    from outdone
    group by 1, 2, 3, 4

)

select
    market,
    period_grain,
    period_start_date,
    brand_id,
    weight / cast(
        sum(cast(weight as decimal(38, 12))) over (
            partition by market, period_grain, period_start_date
        ) as double
    ) as probability_first
from integrated
