{#- Contacts of the directory; who answered is in int_survey_respondents_conformed. -#}
with

contacts as (

    select * from {{ ref('stg_qualtrics__directory_contacts') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    {{ source_person_id('qualtrics', 'contact', 'contacts.contact_id') }}
        as source_person_id,
    customers.customer_id,
    contacts.email,
    contacts.phone,
    'qualtrics' as platform,
    contacts.contact_id as handle,
    contacts.created_at as first_seen_at,
    contacts.updated_at as last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'customer_id', 'email', 'phone', 'platform', 'handle',
        'is_known_by_address', 'first_seen_at', 'last_seen_at',
    ], person_columns()) }}
    false as is_known_by_address
from contacts
left join customers
    on contacts.external_id = customers.customer_id
left join masked
    on contacts.contact_id = masked.native_person_id
