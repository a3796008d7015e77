with

contacts as (

    select * from {{ ref('int_contact_center_contacts_keyed') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    'contact_center:' || contacts.touchpoint_type || ':' || contacts.contact_id
        as touchpoint_id,
    {{ source_person_id('contact_center', 'person', 'contacts.native_person_id') }}
        as source_person_id,
    contacts.customer_id,
    contacts.account_id,
    contacts.email_key,
    contacts.phone_key,
    contacts.handle_key,
    contacts.platform,
    contacts.handle,
    contacts.is_known_by_address,
    contacts.occurred_at
from contacts
left join masked
    on contacts.native_person_id = masked.native_person_id
