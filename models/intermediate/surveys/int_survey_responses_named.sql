{#- Whom a survey tool says it asked, before anybody else is asked who that is. -#}
with

responses as (

    select
        *,
        {{ native_person_id() }} as native_person_id,
        case when customer_id not like '%@%' then customer_id end
            as given_customer_id
    from {{ ref('int_survey_responses_enriched') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

named as (

    select
        responses.*,
        responses.source_system || ':respondent:' || coalesce(
            'masked-' || cast(masked.person_number as string),
            responses.native_person_id
        ) as respondent_key,
        responses.respondent_id is null
        or {{ is_address('responses.native_person_id') }} as is_known_by_address
    from responses
    left join masked
        on responses.native_person_id = masked.native_person_id

)

-- A CRM id that comes with the response names a person better than the tool's own: two
-- people may answer from one mailbox. Who answers a panel is nobody's customer.
select
    *,
    case
        when survey_kind = 'benchmark' then null
        when given_customer_id is not null
            then source_system || ':customer:' || given_customer_id
        else respondent_key
    end as source_person_id,
    'crm:account:' || account_id as account_key
from named
