with

source as (

    select * from {{ source('web_events', 'events') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('event_id') }} as event_id,
        {{ clean_text('event_name') }} as event_name,
        {{ source_timestamp('occurred_at', 'web_events') }} as occurred_at,
        {{ clean_text('session_id') }} as session_id,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ clean_text('user_id') }} as user_id,
        {{ slugify('platform') }} as platform,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('feature_name') }} as feature_name,
        {{ clean_text('page_url') }} as page_url,
        {{ clean_text('referrer_url') }} as referrer_url,
        {{ clean_text('app_version') }} as app_version,
        {{ clean_text('device_type') }} as device_type,
        {{ clean_text('country') }} as country,
        lower({{ clean_text('language') }}) as language,
        {{ to_number('duration_seconds') }} as duration_seconds,
        {{ clean_text('properties') }} as properties,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['event_id'], event_at='occurred_at') }}
