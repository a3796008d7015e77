with

source as (

    select * from {{ source('qualtrics', 'question_response') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('response_id') }} as response_id,
        -- A looped or matrix question asks several: QID4 in loop 2, row 1 is 2_QID4_1.
        coalesce({{ clean_text('loop_id') }} || '_', '')
        || {{ clean_text('question_id') }}
        || coalesce('_' || {{ clean_text('sub_question_key') }}, '') as question_id,
        -- Each chosen option of a multiple choice is a row of its own.
        coalesce({{ clean_text('question_option_key') }}, '') as question_option_key,
        {{ to_number('value') }} as answer_score,
        coalesce(
            {{ clean_text('question_option_key') }},
            {{ clean_text('value') }},
            {{ clean_text('text') }}
        ) as answer_text,
        {{ source_timestamp('_fivetran_synced', 'qualtrics') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['response_id', 'question_id', 'question_option_key'],
    version_at='synced_at'
) }}
