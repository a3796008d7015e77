{#- What an account brought in a month: what it ordered, and its subscriptions that ran. -#}
{{ config(materialized='table') }}

with

order_lines as (

    select * from {{ ref('int_order_lines_priced') }}
    where account_id is not null

),

subscriptions as (

    select * from {{ ref('int_subscriptions_priced') }}
    where account_id is not null

),

months as (

    select
        month_start_date,
        month_end_date
    from {{ ref('int_dates_placed') }}
    where month_start_date <= {{ as_of_date() }}
    group by 1, 2

),

ordered as (

    select
        account_id,
        cast(date_trunc('month', ordered_date) as date) as month_start_date,
        amount
    from order_lines

),

subscribed as (

    select
        subscriptions.account_id,
        months.month_start_date,
        subscriptions.monthly_amount as amount
    from subscriptions
    inner join months
        on cast(subscriptions.started_at as date) <= months.month_end_date
        and (
            subscriptions.ended_at is null
            or subscriptions.ended_at > cast(months.month_start_date as timestamp)
        )

),

unioned as (

    select * from ordered
    union all
    select * from subscribed

)

-- An amount without a rate counts as none here: the account is active all the same.
select
    account_id,
    month_start_date,
    coalesce({{ exact_sum('amount') }}, 0) as revenue
from unioned
group by 1, 2
