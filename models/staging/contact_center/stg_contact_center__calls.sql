with

source as (

    select * from {{ source('contact_center', 'calls') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('call_id') }} as call_id,
        {{ slugify('direction') }} as direction,
        {{ clean_text('customer_phone') }} as customer_phone,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('queue_name') }} as queue_name,
        {{ clean_text('agent_employee_id') }} as agent_employee_id,
        {{ source_timestamp('started_at', 'contact_center') }} as started_at,
        {{ source_timestamp('answered_at', 'contact_center') }} as answered_at,
        {{ source_timestamp('ended_at', 'contact_center') }} as ended_at,
        {{ to_number('wait_seconds') }} as wait_seconds,
        {{ to_number('hold_seconds') }} as hold_seconds,
        {{ to_integer('transfer_count') }} as transfer_count,
        {{ slugify('call_outcome') }} as call_outcome,
        {{ slugify('contact_reason') }} as contact_reason,
        {{ to_boolean('is_resolved') }} as is_resolved,
        {{ clean_text('related_record_id') }} as related_record_id,
        {{ slugify('region') }} as region,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['call_id'],
    event_at='started_at',
    version_at='updated_at'
) }}
