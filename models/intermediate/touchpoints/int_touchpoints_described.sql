{#- Every touchpoint with the customer behind it, and what he was then, not today. -#}
with

touchpoints as (

    select * from {{ ref('int_touchpoints_classified') }}

),

identities as (

    select * from {{ ref('int_customer_identities_resolved') }}

),

history as (

    select
        *,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_until
    from {{ ref('int_customers_history') }}

),

channels as (

    select * from {{ ref('channels') }}

),

identified as (

    select
        touchpoints.*,
        identities.customer_id,
        cast(touchpoints.occurred_at as date) as occurred_date
    from touchpoints
    left join identities
        on touchpoints.source_person_id = identities.source_person_id

)

-- Joins compare plain columns: a case or a coalesce of both sides would try all pairs.
select
    identified.touchpoint_id,
    identified.touchpoint_type,
    identified.channel_id,
    identified.activity,
    identified.direction,
    channels.is_solicited,
    identified.brand_id,
    identified.customer_id,
    coalesce(identified.account_id, history.account_id) as account_id,
    identified.product_id,
    identified.department_id,
    identified.journey_stage,
    coalesce(identified.region, history.region) as region,
    history.customer_segment,
    history.value_tier,
    history.lifecycle_stage,
    identified.occurred_at,
    identified.occurred_date,
    identified.language,
    identified.has_text,
    identified.nps_score,
    identified.satisfaction,
    identified.source_system,
    identified.source_record_id,
    identified.source_person_id,
    identified._source_file as source_file,
    identified._row_number as source_row_number,
    identified._loaded_at as loaded_at
from identified
left join channels
    on identified.channel_id = channels.channel_id
left join history
    on identified.customer_id = history.customer_id
    and identified.occurred_date >= history.valid_from
    and identified.occurred_date < history.valid_until
