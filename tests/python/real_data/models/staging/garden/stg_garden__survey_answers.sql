with

source as (

    select * from {{ source('garden', 'nps') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as response_id,
        nps,
        satisfaction,
        intention,
        explication,
        t as wave,
        {{ landed_columns() }}
    from source

),

{{ answers_from_columns(
    'renamed', ['nps', 'satisfaction', 'intention', 'explication', 'wave']
) }},

{{ record_status('answered', key=['response_id', 'question_id']) }}
