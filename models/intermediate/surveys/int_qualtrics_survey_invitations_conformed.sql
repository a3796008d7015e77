with

contacts as (

    select * from {{ ref('stg_qualtrics__distribution_contacts') }}
    where record_status = 'current'

),

-- A reminder is no further invitation.
distributions as (

    select * from {{ ref('stg_qualtrics__distributions') }}
    where
        record_status = 'current'
        and coalesce(request_type, 'invite') not in ('reminder', 'thankyou')

),

statuses as (

    select * from {{ ref('survey_invitation_statuses') }}
    where source_system = 'qualtrics'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    'qualtrics:invitation:' || contacts.distribution_id || ':' || contacts.contact_id
        as invitation_id,
    distributions.survey_id,
    distributions.request_type as channel,
    {{ source_person_id('qualtrics', 'contact', 'contacts.contact_id') }}
        as source_person_id,
    coalesce(contacts.sent_at, distributions.sent_at) as sent_at,
    coalesce(statuses.is_bounced, false) as is_bounced,
    contacts.opened_at,
    contacts.started_at,
    contacts.completed_at,
    'qualtrics:response:' || contacts.response_id as response_id,
    contacts._load_id,
    contacts._row_number
from contacts
inner join distributions
    on contacts.distribution_id = distributions.distribution_id
left join statuses
    on contacts.invitation_status = statuses.source_status
left join masked
    on contacts.contact_id = masked.native_person_id
where coalesce(statuses.is_sent, true)
