with

source as (

    select * from {{ source('qualtrics', 'question_option') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('survey_id') }} as survey_id,
        {{ clean_text('question_id') }} as question_id,
        {{ clean_text('key') }} as answer_text,
        {{ to_number('recode_value') }} as answer_score,
        {{ clean_text('text') }} as option_text,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'qualtrics') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['survey_id', 'question_id', 'answer_text'],
    version_at='synced_at',
    is_deleted='is_deleted'
) }}
