with

invitations as (

    select
        *,
        {{ invited_person_id() }} as native_person_id
    from {{ ref('stg_surveys__survey_invitations') }}
    where record_status = 'current'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

-- Who is invited may never answer: the CRM id finds him at once.
select
    'surveys:invitation:' || invitations.invitation_id as invitation_id,
    invitations.survey_id,
    invitations.channel,
    case
        when invitations.customer_id not like '%@%'
            then 'crm:customer:' || invitations.customer_id
        else
            {{ source_person_id(
                'surveys', 'respondent', 'invitations.native_person_id'
            ) }}
    end as source_person_id,
    invitations.sent_at,
    invitations.bounced_at is not null as is_bounced,
    invitations.opened_at,
    invitations.started_at,
    invitations.completed_at,
    'surveys:response:' || invitations.response_id as response_id,
    invitations._load_id,
    invitations._row_number
from invitations
left join masked
    on invitations.native_person_id = masked.native_person_id
