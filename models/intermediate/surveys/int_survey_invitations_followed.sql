{#- Every invitation: how far it came, whom it asked and how often he had been asked. -#}
{{ config(materialized='table') }}

with

-- Nothing has been sent yet that lies after the as-of day.
invitations as (

    select * from {{ ref('int_survey_invitations_unioned') }}
    where sent_at < {{ cut_off() }}

),

responses as (

    select * from {{ ref('int_survey_responses_identified') }}

),

identities as (

    select * from {{ ref('int_customer_identities_resolved') }}

),

surveys as (

    select * from {{ ref('surveys') }}

),

aliases as (

    select * from {{ ref('channel_aliases') }}

),

general_aliases as (

    select * from {{ ref('channel_aliases') }}

),

joined as (

    select
        invitations.invitation_id,
        invitations.source_system,
        invitations.survey_id,
        coalesce(surveys.is_anonymous or surveys.survey_kind = 'employee', false)
            as is_secret,
        coalesce(
            aliases.channel_id,
            general_aliases.channel_id,
            invitations.channel,
            'unknown'
        ) as channel_id,
        coalesce(identities.customer_id, invitations.source_person_id) as customer_id,
        invitations.sent_at,
        cast(
            date_trunc(
                'month',
                {{ to_local_timestamp(
                    'invitations.sent_at', "'" ~ var('reporting_timezone') ~ "'"
                ) }}
            ) as date
        ) as sent_month,
        invitations.is_bounced,
        invitations.completed_at is not null as is_completed,
        coalesce(invitations.completed_at, invitations.started_at) is not null
            as is_started,
        coalesce(
            invitations.completed_at, invitations.started_at, invitations.opened_at
        ) is not null as is_opened,
        responses.account_key as account_id,
        responses.duration_seconds,
        invitations._load_id,
        invitations._row_number
    from invitations
    left join responses
        on invitations.response_id = responses.response_id
    left join identities
        on invitations.source_person_id = identities.source_person_id
    left join surveys
        on invitations.survey_id = surveys.survey_id
    left join aliases
        on invitations.source_system || ':' || invitations.channel
        = aliases.source_channel
    left join general_aliases
        on invitations.channel = general_aliases.source_channel

)

select
    *,
    -- Of all surveys together: the person is tired, not the survey.
    case
        when customer_id is not null
            then count(*) over (
                partition by coalesce(customer_id, invitation_id)
                order by sent_at nulls last
                range between interval 90 day preceding and current row
            )
    end as invitations_in_90_days
from joined
