with

events as (

    select * from {{ ref('stg_web_events__events') }}
    where record_status = 'current'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

identified as (

    -- Before sign-in there is only the visitor.
    select
        events.*,
        coalesce(
            {{ source_person_id('web_events', 'user', 'events.user_id') }},
            'web_events:visitor:' || events.visitor_id
        ) as source_person_id
    from events
    left join masked
        on events.user_id = masked.native_person_id

)

select
    'web_events:product_event:' || event_id as touchpoint_id,
    'product_event' as touchpoint_type,
    'web_events' as source_system,
    event_id as source_record_id,
    source_person_id,
    platform as channel,
    {{ slugify('event_name') }} as activity,
    'inbound' as direction,
    brand_id,
    product_id,
    language,
    occurred_at,
    false as has_text,
    {{ columns_not_given([
        'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
        'source_person_id', 'channel', 'activity', 'direction', 'brand_id',
        'product_id', 'language', 'occurred_at', 'has_text',
    ], touchpoint_columns()) }}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from identified
