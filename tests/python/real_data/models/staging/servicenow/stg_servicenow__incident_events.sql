with

source as (

    select * from {{ source('servicenow', 'incident_events') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('number') }} as incident_id,
        {{ to_integer('sys_mod_count') }} as change_number,
        {{ source_timestamp('sys_updated_at', 'servicenow') }} as changed_at,
        {{ clean_text('ident_state') }} as incident_state,
        coalesce({{ clean_text('ident_state') }} in ('Resolved', 'Closed'), false)
            as is_done,
        {{ source_timestamp('opened_at', 'servicenow') }} as opened_at,
        {{ source_timestamp('resolved_at', 'servicenow') }} as resolved_at,
        {{ clean_text('caller_id') }} as caller_id,
        {{ slugify('contact_type') }} as contact_type,
        {{ clean_text('priority') }} as priority,
        {{ clean_text('assignment_group') }} as assignment_group,
        {{ clean_text('assigned_to') }} as assigned_to,
        {{ to_integer('reassignment_count') }} as reassignment_count,
        {{ to_integer('reopen_count') }} as reopen_count,
        {{ to_boolean('made_sla') }} as is_sla_met,
        {{ landed_columns() }}
    from source

),

-- Five numbers of changes are there twice, each time at another moment.
{{ record_status(
    'renamed',
    key=['incident_id', 'change_number', 'changed_at'],
    event_at='opened_at'
) }}
