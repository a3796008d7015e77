with

source as (

    select * from {{ source('case_management', 'follow_ups') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('follow_up_id') }} as follow_up_id,
        {{ clean_text('response_record_id') }} as response_record_id,
        {{ slugify('trigger') }} as trigger,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('owner_department_id') }} as owner_department_id,
        {{ clean_text('owner_role') }} as owner_role,
        {{ clean_text('owner_employee_id') }} as owner_employee_id,
        {{ source_timestamp('opened_at', 'case_management') }} as opened_at,
        {{ source_timestamp('due_at', 'case_management') }} as due_at,
        {{ source_timestamp('first_contact_at', 'case_management') }}
            as first_contact_at,
        {{ slugify('contact_channel') }} as contact_channel,
        {{ source_timestamp('resolved_at', 'case_management') }} as resolved_at,
        {{ source_timestamp('customer_informed_at', 'case_management') }}
            as customer_informed_at,
        {{ slugify('follow_up_status') }} as follow_up_status,
        {{ slugify('root_cause_theme_id') }} as root_cause_theme_id,
        {{ slugify('advocacy_outcome') }} as advocacy_outcome,
        {{ clean_text('linked_ticket_id') }} as linked_ticket_id,
        {{ clean_text('improvement_action_id') }} as improvement_action_id,
        {{ clean_text('note') }} as note,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'case_management') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['follow_up_id'],
    event_at='opened_at',
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
