{{ config(materialized='table') }}

with

-- Nothing has happened yet that lies after the as-of day.
touchpoints as (

    select * from {{ ref('int_touchpoints_unioned') }}
    where occurred_at < {{ cut_off() }}

),

aliases as (

    select * from {{ ref('channel_aliases') }}

),

activity_rules as (

    select * from {{ ref('journey_rules') }}
    where activity != '*'

),

type_rules as (

    select * from {{ ref('journey_rules') }}
    where activity = '*'

)

select
    touchpoints.touchpoint_id,
    touchpoints.touchpoint_type,
    touchpoints.source_system,
    touchpoints.source_record_id,
    touchpoints.source_person_id,
    touchpoints.account_id,
    coalesce(aliases.channel_id, touchpoints.channel, 'unknown') as channel_id,
    touchpoints.activity,
    touchpoints.direction,
    coalesce(
        touchpoints.brand_id,
        case
            when touchpoints.touchpoint_type not in ('social_mention', 'review')
                then '{{ var("default_brand_id") }}'
        end
    ) as brand_id,
    touchpoints.product_id,
    touchpoints.department_id,
    coalesce(
        touchpoints.journey_stage,
        activity_rules.journey_stage,
        type_rules.journey_stage
    ) as journey_stage,
    touchpoints.region,
    touchpoints.language,
    touchpoints.occurred_at,
    touchpoints.has_text,
    touchpoints.nps_score,
    touchpoints.satisfaction,
    touchpoints._load_id,
    touchpoints._loaded_at,
    touchpoints._source_file,
    touchpoints._row_number
from touchpoints
left join aliases
    on touchpoints.source_system || ':' || touchpoints.channel
    = aliases.source_channel
left join activity_rules
    on touchpoints.touchpoint_type = activity_rules.touchpoint_type
    and touchpoints.activity = activity_rules.activity
left join type_rules
    on touchpoints.touchpoint_type = type_rules.touchpoint_type
