with

source as (

    select * from {{ source('qualtrics', 'survey_embedded_data') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('response_id') }} as response_id,
        {{ clean_text('key') }} as question_id,
        {{ to_number('value') }} as answer_score,
        {{ clean_text('value') }} as answer_text,
        {{ source_timestamp('_fivetran_synced', 'qualtrics') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed', key=['response_id', 'question_id'], version_at='synced_at'
) }}
