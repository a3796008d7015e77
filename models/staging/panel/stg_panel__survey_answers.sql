with

source as (

    select * from {{ source('panel', 'survey_answers') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ panel_response_id() }} as response_id,
        {{ clean_text('question_id') }} as question_id,
        {{ to_number('answer') }} as answer_score,
        {{ clean_text('answer') }} as answer_text,
        {{ source_timestamp('updated_at', 'panel') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed', key=['response_id', 'question_id'], version_at='updated_at'
) }}
