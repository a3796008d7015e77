with

source as (

    select * from {{ source('zendesk', 'csat_survey_response') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as csat_response_id,
        {{ clean_text('ticket_id') }} as ticket_id,
        {{ clean_text('responder_id') }} as responder_id,
        {{ to_number('rating') }} as rating,
        {{ to_number('rating_scale') }} as rating_scale,
        {{ clean_text('comment') }} as comment,
        {{ source_timestamp('created_at', 'zendesk') }} as created_at,
        {{ source_timestamp('updated_at', 'zendesk') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['csat_response_id'],
    event_at='created_at',
    version_at='updated_at'
) }}
