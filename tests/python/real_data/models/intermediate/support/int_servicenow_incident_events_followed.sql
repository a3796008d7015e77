with

events as (

    select * from {{ ref('stg_servicenow__incident_events') }}
    where
        record_status = 'current'
        and changed_at < {{ cut_off() }}

)

select
    *,
    lag(is_done) over (
        partition by incident_id
        order by changed_at nulls last, change_number nulls last
    ) as was_done,
    row_number() over (
        partition by incident_id
        order by changed_at desc nulls last, change_number desc nulls last
    ) as rank_from_last
from events
