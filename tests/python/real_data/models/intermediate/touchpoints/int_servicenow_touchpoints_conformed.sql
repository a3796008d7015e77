with

tickets as (

    select * from {{ ref('int_servicenow_support_tickets_conformed') }}

)

select
    'servicenow:support_ticket:' || source_record_id as touchpoint_id,
    'support_ticket' as touchpoint_type,
    'servicenow' as source_system,
    source_record_id,
    source_person_id,
    channel,
    ticket_type as activity,
    'inbound' as direction,
    brand_id,
    created_at as occurred_at,
    false as has_text,
    {{ columns_not_given([
        'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
        'source_person_id', 'channel', 'activity', 'direction', 'brand_id',
        'occurred_at', 'has_text',
    ], touchpoint_columns()) }}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from tickets
