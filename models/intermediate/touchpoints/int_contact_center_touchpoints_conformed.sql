with

contacts as (

    select
        *,
        'contact_center:' || touchpoint_type || ':' || contact_id as touchpoint_id
    from {{ ref('int_contact_center_contacts_unioned') }}

),

identified as (

    select * from {{ ref('int_contact_center_contacts_identified') }}

),

transcripts as (

    select
        interaction_type,
        interaction_id
    from {{ ref('stg_contact_center__transcript_turns') }}
    where
        record_status = 'current'
        and turn_text is not null
    group by 1, 2

)

select
    contacts.touchpoint_id,
    contacts.touchpoint_type,
    'contact_center' as source_system,
    contacts.contact_id as source_record_id,
    identified.source_person_id,
    'crm:account:' || contacts.account_id as account_id,
    contacts.channel,
    contacts.activity,
    contacts.direction,
    contacts.brand_id,
    contacts.product_id,
    contacts.department_id,
    contacts.region,
    contacts.language,
    contacts.occurred_at,
    coalesce(contacts.has_text, transcripts.interaction_id is not null) as has_text,
    {{ columns_not_given([
        'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
        'source_person_id', 'account_id', 'channel', 'activity', 'direction',
        'brand_id', 'product_id', 'department_id', 'region', 'language', 'occurred_at',
        'has_text',
    ], touchpoint_columns()) }}
    contacts._load_id,
    contacts._loaded_at,
    contacts._source_file,
    contacts._row_number
from contacts
left join identified
    on contacts.touchpoint_id = identified.touchpoint_id
left join transcripts
    on contacts.touchpoint_type = transcripts.interaction_type
    and contacts.contact_id = transcripts.interaction_id
