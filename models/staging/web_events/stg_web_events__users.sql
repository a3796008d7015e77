with

source as (

    select * from {{ source('web_events', 'users') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('user_id') }} as user_id,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        lower({{ clean_text('email') }}) as email,
        {{ clean_text('phone') }} as phone,
        {{ source_timestamp('registered_at', 'web_events') }} as registered_at,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'web_events') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['user_id'],
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
