{#-
    Backlog and first reply against what the twelve months before let expect. Counts are
    judged as 2 * sqrt(x + 3/8), whose variance is 1 where tickets come by chance (Anscombe
    1948); the p90 of times as a logarithm, whose standard error is 1.709 standard deviations
    of the logarithms over the root of their number where these are normal. What varies more
    than that is given more room, by the standard deviation of the twelve.
-#}
with

tickets as (

    select
        *,
        ln(greatest(first_reply_minutes, 1.0)) as log_minutes
    from {{ ref('fct_support_tickets') }}
    where first_reply_minutes is not null

),

backlog as (

    select * from {{ ref('support_backlog_by_day') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}
    where period_grain = 'month' and is_complete_period

),

rules as (

    select * from {{ ref('alert_rules') }}
    where alert_type = 'leading_indicator'

),

measured as (
    {%- for scope, column in [('region', 'region'), ('department', 'department_id')] %}

    select
        backlog.brand_id,
        '{{ scope }}' as segment_type,
        backlog.{{ column }} as segment_value,
        'open_ticket_count' as metric,
        periods.period_start_date,
        periods.period_end_date,
        cast(sum(backlog.open_ticket_count) as bigint) as ticket_count,
        cast(sum(backlog.open_ticket_count) as double) as observed,
        cast(null as double) as log_sum,
        cast(null as double) as log_square_sum
    from backlog
    inner join periods
        on backlog.date_day = periods.date_day
        and backlog.date_day = periods.period_end_date
    where backlog.{{ column }} != 'unknown'
    group by 1, 2, 3, 4, 5, 6
    union all
    select
        tickets.brand_id,
        '{{ scope }}' as segment_type,
        tickets.{{ column }} as segment_value,
        'first_reply_minutes_p90' as metric,
        periods.period_start_date,
        periods.period_end_date,
        count(*) as ticket_count,
        {{ array_item(percentiles('tickets.first_reply_minutes', [0.9]), 1) }}
            as observed,
        {{ exact_sum('log_minutes') }} as log_sum,
        {{ exact_sum('log_minutes * log_minutes') }} as log_square_sum
    from tickets
    inner join periods
        on tickets.first_replied_date = periods.date_day
    where tickets.{{ column }} is not null
    group by 1, 2, 3, 4, 5, 6
    having count(*) >= {{ var('min_compared_count') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

transformed as (

    select
        *,
        case
            when metric = 'open_ticket_count' then 2 * sqrt(observed + 0.375)
            else ln(greatest(observed, 1.0))
        end as transformed_value,
        cast(
            case
                when metric = 'open_ticket_count' then 1
                else ticket_count
            end as double
        ) as weight
    from measured

),

summed as (

    {%- set before -%}
        over (
            partition by brand_id, segment_type, segment_value, metric
            order by period_start_date nulls last
            rows between 12 preceding and 1 preceding
        )
    {%- endset %}
    select
        *,
        count(*) {{ before }} as month_count,
        sum(weight) {{ before }} as weights,
        sum(weight * transformed_value) {{ before }} as weighted_sum,
        sum(weight * transformed_value * transformed_value) {{ before }}
            as weighted_squares,
        sum(sqrt(weight)) {{ before }} as root_weights,
        sum(sqrt(weight) * transformed_value) {{ before }} as root_weighted_sum,
        sum(log_sum) {{ before }} as log_sums,
        sum(log_square_sum) {{ before }} as log_square_sums
    from transformed

),

centred as (

    select
        *,
        weighted_sum / weights as centre,
        root_weighted_sum - weighted_sum / weights * root_weights as deviations,
        weighted_squares - weighted_sum * weighted_sum / weights as deviation_squares,
        case
            when metric = 'open_ticket_count' then 1.0
            else 1.709 * sqrt(
                (log_square_sums - log_sums * log_sums / weights) / (weights - 1)
            )
        end as least_spread
    from summed
    where month_count = 12

),

limited as (

    select
        centred.*,
        greatest(
            centred.least_spread,
            sqrt(
                greatest(
                    0.0,
                    centred.deviation_squares
                    - centred.deviations * centred.deviations / 12
                ) / 11
            )
        ) as spread,
        centred.centre + rules.limit_deviations * spread
        * sqrt(1 / centred.weight + 1 / centred.weights) as transformed_limit
    from centred
    cross join rules

)

select
    brand_id,
    segment_type,
    segment_value,
    metric,
    'month' as period_grain,
    period_start_date,
    period_end_date,
    ticket_count,
    observed,
    case
        when metric = 'open_ticket_count'
            then greatest(0.0, centre * centre / 4 - 0.375)
        else exp(centre)
    end as expected,
    case
        when metric = 'open_ticket_count'
            then transformed_limit * transformed_limit / 4 - 0.375
        else exp(transformed_limit)
    end as upper_limit,
    transformed_value > transformed_limit as is_past_limit
from limited
