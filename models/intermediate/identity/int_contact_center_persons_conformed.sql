{#- The contact centre has no persons of its own: its contacts make them. -#}
with

contacts as (

    select
        *,
        cast(occurred_at as string) || touchpoint_id as occurred
    from {{ ref('int_contact_center_contacts_identified') }}
    where source_person_id is not null

)

select
    source_person_id,
    min(customer_id) as customer_id,
    max_by(account_id, occurred) filter (where account_id is not null) as account_id,
    max_by(email_key, occurred) filter (where email_key is not null) as email,
    max_by(phone_key, occurred) filter (where phone_key is not null) as phone,
    max_by(platform, occurred) filter (where handle_key is not null) as platform,
    max_by(handle, occurred) filter (where handle_key is not null) as handle,
    min(cast(is_known_by_address as integer)) = 1 as is_known_by_address,
    min(occurred_at) as first_seen_at,
    max(occurred_at) as last_seen_at
from contacts
group by 1
