{#-
    A contact names its person by the CRM id it came with, else by all addresses together:
    whether a mailbox or a number is one person's is judged later, key by key.
-#}
{{ config(materialized='table') }}

with

email_providers as (

    select * from {{ ref('email_providers') }}

),

phone_countries as (

    select * from {{ ref('phone_countries') }}

),

contacts as (

    select
        'contact_center' as source_system,
        touchpoint_type,
        contact_id,
        case when customer_id not like '%@%' then customer_id end as customer_id,
        account_id,
        coalesce(
            customer_email,
            case when customer_id like '%@%' then customer_id end
        ) as email,
        customer_phone as phone,
        channel as platform,
        customer_handle as handle,
        occurred_at,
        _load_id
    from {{ ref('int_contact_center_contacts_unioned') }}

),

{{ keys_normalized('contacts') }}

select
    touchpoint_type,
    contact_id,
    customer_id,
    account_id,
    email_key,
    phone_key,
    handle_key,
    platform,
    handle,
    coalesce(
        customer_id,
        nullif(
            trim(
                coalesce(email_key || ' ', '')
                || coalesce(phone_key || ' ', '')
                || coalesce('@' || handle_key, '')
            ),
            ''
        )
    ) as native_person_id,
    customer_id is null as is_known_by_address,
    occurred_at,
    _load_id
from keyed
