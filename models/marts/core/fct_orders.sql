with

order_lines as (

    select * from {{ ref('int_order_lines_priced') }}

),

identities as (

    select * from {{ ref('customer_identities') }}

)

select
    order_lines.order_line_id,
    order_lines.order_id,
    order_lines.touchpoint_id,
    identities.customer_id,
    order_lines.account_id,
    order_lines.brand_id,
    order_lines.product_id,
    order_lines.ordered_at,
    order_lines.ordered_date,
    order_lines.promised_at,
    order_lines.delivered_at,
    order_lines.delivered_at > order_lines.promised_at as is_late,
    order_lines.is_return,
    order_lines.returned_at,
    order_lines.returned_order_line_id,
    order_lines.order_status,
    order_lines.is_cancelled,
    order_lines.sales_channel,
    order_lines.sales_owner,
    order_lines.region,
    order_lines.quantity,
    order_lines.currency,
    order_lines.net_amount,
    order_lines.cost_amount,
    '{{ var("reporting_currency") }}' as reporting_currency,
    order_lines.exchange_rate,
    order_lines.amount,
    order_lines.margin,
    'crm' as source_system,
    order_lines.source_record_id,
    order_lines._source_file as source_file,
    order_lines._row_number as source_row_number,
    order_lines._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from order_lines
left join identities
    on order_lines.source_person_id = identities.source_person_id
