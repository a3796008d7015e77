with

events as (

    select * from {{ ref('int_servicenow_incident_events_followed') }}
    where is_done != coalesce(was_done, true)

)

select
    'servicenow:support_ticket:' || incident_id as ticket_id,
    'service_desk' as brand_id,
    changed_at,
    case when is_done then -1 else 1 end as open_change
from events
