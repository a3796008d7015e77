with

source as (

    select * from {{ source('stores', 'answers') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('response') }} as response_id,
        {{ clean_text('question_number') }} as question_id,
        {{ to_number('answer') }} as answer_score,
        {{ clean_text('answer') }} as answer_text,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['response_id', 'question_id']) }}
