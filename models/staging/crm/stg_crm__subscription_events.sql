with

source as (

    select * from {{ source('crm', 'subscription_events') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('subscription_event_id') }} as subscription_event_id,
        {{ clean_text('subscription_id') }} as subscription_id,
        {{ slugify('event_type') }} as event_type,
        {{ source_timestamp('occurred_at', 'crm') }} as occurred_at,
        {{ to_amount('monthly_amount') }} as monthly_amount,
        {{ to_integer('seat_count') }} as seat_count,
        {{ source_timestamp('term_ends_at', 'crm') }} as term_ends_at,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['subscription_event_id'],
    event_at='occurred_at',
    version_at='updated_at'
) }}
