with

source as (

    select * from {{ source('crm', 'order_lines') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('order_line_id') }} as order_line_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('product_id') }} as product_id,
        {{ to_number('quantity') }} as quantity,
        {{ to_amount('net_amount') }} as net_amount,
        {{ to_amount('cost_amount') }} as cost_amount,
        {{ source_timestamp('promised_at', 'crm') }} as promised_at,
        {{ source_timestamp('delivered_at', 'crm') }} as delivered_at,
        {{ to_boolean('is_return') }} as is_return,
        {{ clean_text('returned_order_line_id') }} as returned_order_line_id,
        {{ source_timestamp('returned_at', 'crm') }} as returned_at,
        {{ clean_text('return_reason') }} as return_reason,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['order_line_id'], version_at='updated_at') }}
