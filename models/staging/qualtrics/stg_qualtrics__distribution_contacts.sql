with

source as (

    select * from {{ source('qualtrics', 'distribution_contact') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('distribution_id') }} as distribution_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ slugify('status') }} as invitation_status,
        {{ source_timestamp('sent_at', 'qualtrics') }} as sent_at,
        {{ source_timestamp('opened_at', 'qualtrics') }} as opened_at,
        {{ source_timestamp('response_started_at', 'qualtrics') }} as started_at,
        {{ source_timestamp('response_completed_at', 'qualtrics') }} as completed_at,
        {{ clean_text('response_id') }} as response_id,
        {{ source_timestamp('_fivetran_synced', 'qualtrics') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['distribution_id', 'contact_id'],
    version_at='synced_at'
) }}
