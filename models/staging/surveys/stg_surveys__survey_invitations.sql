with

source as (

    select * from {{ source('surveys', 'survey_invitations') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('invitation_id') }} as invitation_id,
        {{ clean_text('survey_id') }} as survey_id,
        {{ clean_text('respondent_id') }} as respondent_id,
        lower({{ clean_text('respondent_email') }}) as respondent_email,
        {{ clean_text('customer_id') }} as customer_id,
        {{ slugify('channel') }} as channel,
        {{ source_timestamp('sent_at', 'surveys') }} as sent_at,
        {{ source_timestamp('bounced_at', 'surveys') }} as bounced_at,
        {{ source_timestamp('opened_at', 'surveys') }} as opened_at,
        {{ source_timestamp('started_at', 'surveys') }} as started_at,
        {{ source_timestamp('completed_at', 'surveys') }} as completed_at,
        {{ clean_text('response_id') }} as response_id,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['invitation_id'], event_at='sent_at') }}
