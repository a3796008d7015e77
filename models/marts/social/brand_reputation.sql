with

spoken_of as (

    select * from {{ ref('int_brand_mentions_by_period') }}

),

known as (

    select * from {{ ref('int_brand_awareness_by_period') }}

),

nps as (

    -- Of the panel alone: it asks all brands of the same people in the same way.
    select * from {{ ref('nps_by_period') }}
    where
        survey_kind = 'benchmark'
        and dimension = 'overall'

),

told as (

    select
        brand_id,
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period
    from spoken_of
    {%- for relation in ['known', 'nps'] %}
    union all
    select
        brand_id,
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period
    from {{ relation }}
    {%- endfor %}

),

brand_periods as (

    select
        brand_id,
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period
    from told
    group by 1, 2, 3, 4, 5

),

put_together as (

    select
        brand_periods.*,
        {%- for count in [
            'mention', 'post', 'reply', 'quote', 'repost', 'review', 'spam', 'own_post',
            'rating',
        ] %}
        coalesce(spoken_of.{{ count }}_count, 0) as {{ count }}_count,
        {%- endfor %}
        spoken_of.reach,
        case
            when spoken_of.rating_count >= {{ var('min_group_size') }}
                then spoken_of.average_rating
        end as average_rating,
        coalesce(known.awareness_count, 0) as awareness_count,
        case
            when known.awareness_count >= {{ var('min_group_size') }}
                then known.awareness
        end as awareness,
        nps.response_count as nps_response_count,
        nps.nps
    from brand_periods
    left join spoken_of
        on brand_periods.brand_id = spoken_of.brand_id
        and brand_periods.period_grain = spoken_of.period_grain
        and brand_periods.period_start_date = spoken_of.period_start_date
    left join known
        on brand_periods.brand_id = known.brand_id
        and brand_periods.period_grain = known.period_grain
        and brand_periods.period_start_date = known.period_start_date
    left join nps
        on brand_periods.brand_id = nps.brand_id
        and brand_periods.period_grain = nps.period_grain
        and brand_periods.period_start_date = nps.period_start_date

),

correlated as (

    -- As known at the end of each month that tells both.
    select
        brand_id,
        period_end_date as from_date,
        lead(period_end_date) over (
            partition by brand_id order by period_start_date nulls last
        ) as to_date,
        count(*) over months_so_far as month_count,
        corr(average_rating, nps) over months_so_far as correlation,
        max(average_rating) over months_so_far
        > min(average_rating) over months_so_far
        and max(nps) over months_so_far > min(nps) over months_so_far as varies
    from put_together
    where
        period_grain = 'month'
        and is_complete_period
        and average_rating is not null
        and nps is not null
    window months_so_far as (
        partition by brand_id
        order by period_start_date nulls last
        rows between unbounded preceding and current row
    )

)

select
    put_together.brand_id,
    put_together.period_grain,
    put_together.period_start_date,
    put_together.period_end_date,
    put_together.is_complete_period,
    {{ is_latest_complete_period('put_together', ['brand_id']) }},
    put_together.mention_count,
    put_together.post_count,
    put_together.reply_count,
    put_together.quote_count,
    put_together.repost_count,
    put_together.review_count,
    put_together.spam_count,
    put_together.own_post_count,
    put_together.mention_count / nullif(
        cast(
            sum(put_together.mention_count) over (
                partition by put_together.period_grain, put_together.period_start_date
            ) as double
        ), 0
    ) as share_of_voice,
    cast(put_together.reach as bigint) as reach,
    -- Filled once texts are scored.
    cast(null as double) as net_sentiment,
    put_together.rating_count,
    put_together.average_rating,
    put_together.awareness_count,
    put_together.awareness,
    put_together.nps_response_count,
    put_together.nps,
    case
        when
            correlated.month_count >= {{ var('min_correlated_months') }}
            and correlated.varies
            then least(1.0, greatest(-1.0, correlated.correlation))
    end as correlation_with_nps,
    coalesce(correlated.month_count, 0) as correlation_month_count
from put_together
left join correlated
    on put_together.brand_id = correlated.brand_id
    and put_together.period_end_date >= correlated.from_date
    and put_together.period_end_date
    < coalesce(correlated.to_date, cast('9999-12-31' as date))
