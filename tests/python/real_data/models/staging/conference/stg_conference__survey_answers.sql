with

source as (

    select * from {{ source('conference', 'feedback') }}
    where {{ is_known() }}

),

renamed as (

    select
        cast(
            date_trunc('second', {{ source_timestamp('timestamp', 'conference') }})
            as string
        ) as response_id,
        on_a_scale_of_0_10_how_would_you_rate_sudzilla as rating,
        why,
        {{ landed_columns() }}
    from source

),

{{ answers_from_columns('renamed', ['rating', 'why']) }},

{{ record_status('answered', key=['response_id', 'question_id']) }}
