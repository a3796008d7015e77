with

events as (

    select * from {{ ref('stg_servicenow__incident_events') }}
    where
        record_status != 'quarantined'
        and caller_id is not null

)

select
    'servicenow:caller:' || caller_id as source_person_id,
    min(opened_at) as first_seen_at,
    max(opened_at) as last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'first_seen_at', 'last_seen_at', 'is_known_by_address',
    ], person_columns()) }}
    false as is_known_by_address
from events
group by 1
