with

events as (

    select * from {{ ref('stg_crm__business_events') }}
    where record_status = 'current'

),

brands as (

    select * from {{ ref('brands') }}

),

zoned as (

    select
        events.*,
        coalesce(brands.reporting_timezone, '{{ var("reporting_timezone") }}')
            as reporting_timezone
    from events
    left join brands
        on events.brand_id = brands.brand_id

)

select
    event_id as source_record_id,
    'crm:event:' || event_id as event_id,
    event_type,
    coalesce(event_name, event_id) as event_name,
    coalesce(event_name_zh, event_name, event_id) as event_name_zh,
    brand_id,
    product_id,
    market,
    region,
    customer_segment,
    started_at,
    ended_at,
    cast({{ to_local_timestamp('started_at', 'reporting_timezone') }} as date)
        as started_date,
    cast({{ to_local_timestamp('ended_at', 'reporting_timezone') }} as date)
        as ended_date,
    severity,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from zoned
