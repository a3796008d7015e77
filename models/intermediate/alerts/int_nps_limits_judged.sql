{#-
    Each watched period against the control limit of the twelve periods before it. centre is
    their pooled NPS; standard_error what answers as spread as theirs give at this period's
    number of answers, accounts taken as one witness; spread the standard deviation of their
    own standardised deviations from the centre, at least 1: what varies more than chance
    would is given more room.
-#}
with

series as (

    select
        *,
        cast(null as string) as competitor_brand_id,
        nps / 100 as net
    from {{ ref('int_nps_series_watched') }}

),

rules as (

    select * from {{ ref('alert_rules') }}

),

pooled as (

    {%- set before -%}
        over (
            partition by series_id, period_grain
            order by period_number nulls last
            rows between 12 preceding and 1 preceding
        )
    {%- endset %}
    select
        *,
        count(*) {{ before }} as period_count,
        cast(sum(response_count) {{ before }} as double) as pooled_count,
        cast(sum(promoter_count) {{ before }} as double) as pooled_promoters,
        cast(sum(detractor_count) {{ before }} as double) as pooled_detractors,
        sum(effective_count) {{ before }} as weight,
        sum(effective_count * net) {{ before }} as weight_net,
        sum(effective_count * net * net) {{ before }} as weight_net_square,
        sum(sqrt(effective_count)) {{ before }} as root_weight,
        sum(sqrt(effective_count) * net) {{ before }} as root_weight_net
    from series

),

centred as (

    select
        *,
        (pooled_promoters - pooled_detractors) / pooled_count as centre,
        (pooled_promoters + 0.75) / (pooled_count + 3) as pooled_promoter_share,
        (pooled_detractors + 0.75) / (pooled_count + 3) as pooled_detractor_share
    from pooled
    where is_watched and period_count = 12

),

spread as (

    -- The sums of the standardised deviations and of their squares, multiplied out.
    select
        *,
        pooled_promoter_share + pooled_detractor_share
        - (pooled_promoter_share - pooled_detractor_share)
        * (pooled_promoter_share - pooled_detractor_share) as answer_variance,
        root_weight_net - centre * root_weight as deviations,
        weight_net_square - 2 * centre * weight_net + centre * centre * weight
            as deviation_squares
    from centred

),

limited as (

    select
        spread.*,
        rules.alert_type,
        'nps' as metric,
        spread.nps as observed,
        100 * spread.centre as expected,
        sqrt(spread.answer_variance / spread.effective_count) as standard_error,
        greatest(
            1.0,
            sqrt(
                greatest(
                    0.0,
                    spread.deviation_squares
                    - spread.deviations * spread.deviations / 12
                ) / (11 * spread.answer_variance)
            )
        ) as spread_factor,
        100 * (
            spread.centre - rules.limit_deviations * spread_factor * standard_error
            * sqrt(1 + spread.response_count / spread.pooled_count)
        ) as limit_value,
        cast(null as double) as p_value
    from spread
    inner join rules
        on rules.alert_type = 'below_control_limit'

),

judged as (

    select
        *,
        observed < limit_value as is_candidate,
        'NPS ' || {{ written_number('observed') }} || ' of ' || response_count
        || ' answers, below the control limit ' || {{ written_number('limit_value') }}
        || ' of the twelve periods before, whose NPS is '
        || {{ written_number('expected') }} || ' of '
        || cast(cast(pooled_count as bigint) as string) || ' answers' as evidence
    from limited

)

select {{ alert_columns('judged') }}
from judged
