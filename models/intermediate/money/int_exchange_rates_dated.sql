{#-
    Rates by day, so that amounts join them on equality. A rate holds until the next one of
    its currency, but no longer than a month should: an old rate is no rate.
-#}
{{ config(materialized='table') }}
{%- set reporting_currency = var('reporting_currency') -%}
with

dates as (

    select * from {{ ref('int_dates_placed') }}

),

rates as (

    select * from {{ ref('exchange_rates') }}

),

bounded as (

    select
        currency,
        valid_from,
        rate,
        lead(valid_from) over (
            partition by currency order by valid_from nulls last
        ) as next_from
    from rates

),

dated as (

    select
        bounded.currency,
        dates.date_day,
        bounded.rate
    from bounded
    inner join dates
        on bounded.valid_from <= dates.date_day
        and coalesce(bounded.next_from, cast('9999-12-31' as date)) > dates.date_day
        and {{ add_days('bounded.valid_from', var('exchange_rate_max_days')) }}
        > dates.date_day
    where bounded.rate > 0

),

base as (

    -- The currency the seed's rates are in needs no rate.
    select
        '{{ var("exchange_rate_base") }}' as currency,
        date_day,
        cast(1 as double) as rate
    from dates

),

unioned as (

    select * from dated
    where currency != '{{ var("exchange_rate_base") }}'
    union all
    select * from base

),

reporting as (

    select * from unioned
    where currency = '{{ reporting_currency }}'

)

select
    unioned.currency,
    unioned.date_day as rate_date,
    -- An amount in the reporting currency is itself, whatever the rate.
    case
        when unioned.currency = '{{ reporting_currency }}' then 1
        else unioned.rate / reporting.rate
    end as rate
from unioned
inner join reporting
    on unioned.date_day = reporting.date_day
