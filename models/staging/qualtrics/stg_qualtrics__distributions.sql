with

source as (

    select * from {{ source('qualtrics', 'distribution') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as distribution_id,
        {{ clean_text('survey_link_survey_id') }} as survey_id,
        {{ slugify('request_type') }} as request_type,
        {{ slugify('request_status') }} as request_status,
        {{ source_timestamp('send_date', 'qualtrics') }} as sent_at,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'qualtrics') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['distribution_id'],
    version_at='synced_at',
    is_deleted='is_deleted'
) }}
