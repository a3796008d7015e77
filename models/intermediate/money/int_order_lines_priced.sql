{{ config(materialized='table') }}

with

orders as (

    select * from {{ ref('stg_crm__orders') }}
    where record_status = 'current'

),

order_lines as (

    select * from {{ ref('stg_crm__order_lines') }}
    where record_status = 'current'

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

joined as (

    select
        order_lines.order_line_id as source_record_id,
        'crm:order_line:' || order_lines.order_line_id as order_line_id,
        'crm:order:' || order_lines.order_id as order_id,
        coalesce(order_lines.is_return, false) as is_return,
        'crm:order_line:' || order_lines.returned_order_line_id
            as returned_order_line_id,
        {{ source_person_id('crm', 'customer', 'orders.customer_id') }}
            as source_person_id,
        'crm:account:' || orders.account_id as account_id,
        coalesce(orders.brand_id, '{{ var("default_brand_id") }}') as brand_id,
        order_lines.product_id,
        orders.ordered_at,
        cast(orders.ordered_at as date) as ordered_date,
        order_lines.promised_at,
        order_lines.delivered_at,
        order_lines.returned_at,
        orders.sales_channel,
        orders.sales_employee_id as sales_owner,
        orders.region,
        orders.order_status,
        coalesce(orders.order_status = 'cancelled', false) as is_cancelled,
        order_lines.quantity,
        orders.currency,
        order_lines.net_amount,
        order_lines.cost_amount,
        order_lines._load_id,
        order_lines._loaded_at,
        order_lines._source_file,
        order_lines._row_number
    from order_lines
    inner join orders
        on order_lines.order_id = orders.order_id
    left join masked
        on orders.customer_id = masked.native_person_id
    where
        coalesce(order_lines.returned_at, orders.ordered_at) < {{ cut_off() }}

)

select
    joined.*,
    case when not joined.is_return then 'crm:purchase:' || joined.source_record_id end
        as touchpoint_id,
    rates.rate as exchange_rate,
    -- What it brings: nothing, once the order is cancelled.
    case when joined.is_cancelled then 0 else joined.net_amount * rates.rate end
        as amount,
    case
        when joined.is_cancelled then 0
        else (joined.net_amount - joined.cost_amount) * rates.rate
    end as margin
from joined
left join rates
    on joined.currency = rates.currency
    and joined.ordered_date = rates.rate_date
