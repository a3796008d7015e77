with

source as (

    select
        *,
        regexp_extract(_source_file, '([0-9]{4})[.]csv', 1) as survey_year
    from {{ source('sfo', 'passengers') }}
    where {{ is_known() }}

),

renamed as (

    select
        survey_year || '-' || {{ clean_text('respnum') }} as response_id,
        netpro,
        q7all,
        q9all,
        {{ landed_columns() }}
    from source

),

{{ answers_from_columns('renamed', ['netpro', 'q7all', 'q9all']) }},

{{ record_status('answered', key=['response_id', 'question_id']) }}
