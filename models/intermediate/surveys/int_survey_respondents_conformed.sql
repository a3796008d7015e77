{#-
    Persons of every survey source: there is no more to do for a new one. Who was invited
    and never answered is one too. Beside who is named by a CRM id stands the respondent he
    is in the tool: the id tells whose he is, unless several share him.
-#}
with

responses as (

    select
        *,
        coalesce(
            respondent_email,
            case when customer_id like '%@%' then customer_id end
        ) as address,
        -- Text, for of two at the same moment the engines take different ones.
        cast(submitted_at as string) || response_id as answered
    from {{ ref('int_survey_responses_named') }}
    where source_person_id is not null

),

surveys as (

    select * from {{ ref('surveys') }}
    where
        is_anonymous
        or survey_kind in ('employee', 'benchmark')

),

invitations as (

    select
        *,
        {{ invited_person_id() }} as native_person_id
    from {{ ref('stg_surveys__survey_invitations') }}
    where record_status = 'current'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

invited as (

    select
        {{ source_person_id('surveys', 'respondent', 'invitations.native_person_id') }}
            as source_person_id,
        case
            when invitations.customer_id not like '%@%' then invitations.customer_id
        end as given_customer_id,
        case
            when invitations.respondent_email is not null
                then invitations.respondent_email
            when invitations.customer_id like '%@%' then invitations.customer_id
        end as address,
        invitations.respondent_id is null
        or {{ is_address('invitations.native_person_id') }} as is_known_by_address,
        invitations.sent_at,
        cast(invitations.sent_at as string) || invitations.invitation_id as answered
    from invitations
    left join surveys
        on invitations.survey_id = surveys.survey_id
    left join masked
        on invitations.native_person_id = masked.native_person_id
    where
        surveys.survey_id is null
        and invitations.native_person_id is not null

),

mentioned as (

    select
        source_system,
        source_person_id,
        given_customer_id,
        account_id,
        address,
        respondent_phone,
        given_customer_id is null and is_known_by_address as is_known_by_address,
        submitted_at as seen_at,
        answered
    from responses
    union all
    select
        source_system,
        respondent_key as source_person_id,
        given_customer_id,
        account_id,
        address,
        respondent_phone,
        is_known_by_address,
        submitted_at as seen_at,
        answered
    from responses
    where
        respondent_key is not null
        and respondent_key != source_person_id
    union all
    select
        'surveys' as source_system,
        source_person_id,
        given_customer_id,
        cast(null as string) as account_id,
        address,
        cast(null as string) as respondent_phone,
        is_known_by_address,
        sent_at as seen_at,
        answered
    from invited

)

select
    source_system,
    source_person_id,
    case
        when count(distinct given_customer_id) = 1 then min(given_customer_id)
    end as customer_id,
    max_by(account_id, answered) filter (where account_id is not null) as account_id,
    max_by(address, answered) filter (where address is not null) as email,
    max_by(respondent_phone, answered) filter (where respondent_phone is not null)
        as phone,
    min(seen_at) as first_seen_at,
    max(seen_at) as last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'customer_id', 'account_id', 'email', 'phone',
        'is_known_by_address', 'first_seen_at', 'last_seen_at',
    ], person_columns()) }}
    max(cast(is_known_by_address as integer)) = 1 as is_known_by_address
from mentioned
group by 1, 2
