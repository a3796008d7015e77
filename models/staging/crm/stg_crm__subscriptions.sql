with

source as (

    select * from {{ source('crm', 'subscriptions') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('subscription_id') }} as subscription_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('sales_employee_id') }} as sales_employee_id,
        {{ source_timestamp('started_at', 'crm') }} as started_at,
        {{ source_timestamp('term_ends_at', 'crm') }} as term_ends_at,
        {{ source_timestamp('cancelled_at', 'crm') }} as cancelled_at,
        {{ source_timestamp('ended_at', 'crm') }} as ended_at,
        {{ clean_text('cancellation_reason') }} as cancellation_reason,
        upper({{ clean_text('currency') }}) as currency,
        {{ to_amount('monthly_amount') }} as monthly_amount,
        {{ to_amount('monthly_cost') }} as monthly_cost,
        {{ to_integer('seat_count') }} as seat_count,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['subscription_id'],
    event_at='started_at',
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
