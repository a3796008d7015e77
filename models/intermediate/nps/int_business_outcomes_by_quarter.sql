{#-
    What NPS is held against, per brand and quarter that is over: growth of revenue,
    churn of subscriptions, market share. Money of the quarter in which orders or
    subscriptions began is left out: it is no whole quarter.
-#}
with

orders as (

    select * from {{ ref('int_order_lines_priced') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_priced') }}

),

products as (

    select * from {{ ref('int_products_named') }}

),

market_shares as (

    select * from {{ ref('stg_crm__market_shares') }}
    where
        record_status = 'current'
        and market_share is not null

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
        period_end_date,
        row_number() over (order by period_start_date nulls last) as quarter_number
    from days
    group by 1, 2

),

sold as (

    select
        orders.brand_id,
        days.period_start_date,
        {{ exact_sum('orders.amount') }} as revenue
    from orders
    inner join days
        on orders.ordered_date = days.date_day
    group by 1, 2

),

sold_since as (

    select
        brand_id,
        min(ordered_date) as first_ordered_date
    from orders
    group by 1

),

subscribed as (

    select
        coalesce(products.brand_id, '{{ var("default_brand_id") }}') as brand_id,
        quarters.quarter_number,
        count(*) as active_count,
        sum(
            case
                when cast(subscriptions.ended_at as date) <= quarters.period_end_date
                    then 1
                else 0
            end
        ) as ended_count
    from subscriptions
    left join products
        on subscriptions.product_id = products.product_id
    inner join quarters
        on cast(subscriptions.started_at as date) < quarters.period_start_date
        and (
            subscriptions.ended_at is null
            or cast(subscriptions.ended_at as date) >= quarters.period_start_date
        )
    group by 1, 2

),

sales as (

    -- A quarter without orders brought nothing.
    select
        sold_since.brand_id,
        quarters.quarter_number,
        coalesce(sold.revenue, 0) as revenue
    from sold_since
    inner join quarters
        on sold_since.first_ordered_date <= quarters.period_start_date
    left join sold
        on sold_since.brand_id = sold.brand_id
        and quarters.period_start_date = sold.period_start_date

),

grown as (

    select
        brand_id,
        quarter_number,
        revenue / nullif(lag(revenue, 1) over by_quarter, 0) - 1 as revenue_growth,
        revenue / nullif(lag(revenue, 4) over by_quarter, 0) - 1
            as revenue_growth_yearly
    from sales
    window by_quarter as (
        partition by brand_id
        order by quarter_number nulls last
    )

),

unioned as (

    select
        brand_id,
        'revenue_growth' as outcome,
        'all' as market,
        quarter_number,
        revenue_growth as outcome_value
    from grown
    union all
    select
        brand_id,
        'revenue_growth_yearly' as outcome,
        'all' as market,
        quarter_number,
        revenue_growth_yearly as outcome_value
    from grown
    union all
    select
        brand_id,
        'churn' as outcome,
        'all' as market,
        quarter_number,
        ended_count / cast(active_count as double) as outcome_value
    from subscribed
    union all
    -- A share tells of the quarter in which its period ends.
    select
        market_shares.brand_id,
        'market_share' as outcome,
        market_shares.market,
        quarters.quarter_number,
        max_by(market_shares.market_share, market_shares.period_end_date)
            as outcome_value
    from market_shares
    inner join quarters
        on market_shares.period_end_date >= quarters.period_start_date
        and market_shares.period_end_date <= quarters.period_end_date
    group by 1, 2, 3, 4

)

select
    brand_id,
    outcome,
    market,
    quarter_number,
    outcome_value
from unioned
where outcome_value is not null
