{#-
    A build after the first one compares every touchpoint with what was built before, and
    writes again all those of customers of whom one is new, changed or gone: whatever the
    cause, a late row, a correction, another mapping or another attribute of then.
-#}
{{ config(
    materialized=incremental_or_table(),
    unique_key='touchpoint_id',
    on_schema_change='append_new_columns',
    post_hook="{{ delete_touchpoints_gone() }}"
) }}

-- depends_on: {{ ref('int_touchpoints_classified') }}
with

described as (

    select * from {{ ref('int_touchpoints_described') }}

),

{{ touchpoints_to_write('described') }},

numbered as (

    -- Touchpoints of the same moment go by their ids; who is nobody has no journey.
    select
        *,
        row_number() over (
            partition by coalesce(customer_id, touchpoint_id)
            order by occurred_at nulls last, touchpoint_id nulls last
        ) as place,
        lag(occurred_at) over (
            partition by coalesce(customer_id, touchpoint_id)
            order by occurred_at nulls last, touchpoint_id nulls last
        ) as previous_at,
        lag(channel_id) over (
            partition by coalesce(customer_id, touchpoint_id)
            order by occurred_at nulls last, touchpoint_id nulls last
        ) as previous_channel
    from to_write

)

select
    touchpoint_id,
    touchpoint_type,
    channel_id,
    activity,
    direction,
    is_solicited,
    brand_id,
    customer_id,
    account_id,
    product_id,
    department_id,
    journey_stage,
    region,
    customer_segment,
    value_tier,
    lifecycle_stage,
    occurred_at,
    occurred_date,
    language,
    has_text,
    -- Filled once texts are scored.
    cast(null as double) as sentiment_score,
    cast(null as string) as sentiment_label,
    nps_score,
    satisfaction,
    case when customer_id is not null then cast(place as bigint) end
        as touchpoint_number,
    {{ seconds_between('previous_at', 'occurred_at') }} / 86400 as days_since_previous,
    previous_channel,
    source_system,
    source_record_id,
    source_person_id,
    source_file,
    source_row_number,
    loaded_at,
    {{ build_run_id() }} as build_run_id
from numbered
