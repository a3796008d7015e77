with

source as (

    select * from {{ source('surveys', 'survey_answers') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('response_id') }} as response_id,
        {{ clean_text('question_id') }} as question_id,
        {{ to_number('answer') }} as answer_score,
        {{ clean_text('answer') }} as answer_text,
        {{ source_timestamp('updated_at', 'surveys') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed', key=['response_id', 'question_id'], version_at='updated_at'
) }}
