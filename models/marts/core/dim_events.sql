with

events as (

    select * from {{ ref('int_business_events_placed') }}

)

select
    event_id,
    event_type,
    event_name,
    event_name_zh,
    brand_id,
    product_id,
    market,
    region,
    customer_segment,
    started_at,
    ended_at,
    started_date,
    ended_date,
    severity,
    'crm' as source_system,
    source_record_id,
    _source_file as source_file,
    _row_number as source_row_number,
    _loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from events
