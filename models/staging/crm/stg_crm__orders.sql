with

source as (

    select * from {{ source('crm', 'orders') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('customer_id') }} as customer_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ source_timestamp('ordered_at', 'crm') }} as ordered_at,
        {{ slugify('sales_channel') }} as sales_channel,
        {{ clean_text('sales_employee_id') }} as sales_employee_id,
        {{ slugify('region') }} as region,
        upper({{ clean_text('currency') }}) as currency,
        {{ slugify('order_status') }} as order_status,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['order_id'],
    event_at='ordered_at',
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
