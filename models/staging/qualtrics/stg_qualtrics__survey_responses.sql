with

source as (

    select * from {{ source('qualtrics', 'survey_response') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as response_id,
        {{ clean_text('survey_id') }} as survey_id,
        {{ source_timestamp('start_date', 'qualtrics') }} as started_at,
        {{ source_timestamp('end_date', 'qualtrics') }} as submitted_at,
        {{ to_number('duration_in_seconds') }} as duration_seconds,
        {{ slugify('distribution_channel') }} as channel,
        lower({{ clean_text('user_language') }}) as language,
        -- What a status means is in seeds/survey_response_statuses.csv.
        {{ clean_text('status') }} as source_status,
        {{ to_boolean('finished') }} as is_complete,
        lower({{ clean_text('recipient_email') }}) as respondent_email,
        {{ columns_not_given([
            'response_id', 'survey_id', 'started_at', 'submitted_at',
            'duration_seconds', 'channel', 'language', 'source_status', 'is_complete',
            'respondent_email',
        ]) }}
        {{ source_timestamp('last_modified_date', 'qualtrics') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['response_id'],
    event_at='submitted_at',
    version_at='updated_at'
) }}
