{{ config(materialized='table') }}

with

named as (

    select * from {{ ref('int_mention_brands_named') }}

),

mentions as (

    select * from {{ ref('int_mentions_unioned') }}

),

copied as (

    select * from {{ ref('int_mention_texts_copied') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints_classified') }}
    where touchpoint_type in ('social_mention', 'review')

),

brands as (

    select * from {{ ref('brands') }}

),

zoned as (

    select
        named.*,
        coalesce(brands.reporting_timezone, '{{ var("reporting_timezone") }}')
            as reporting_timezone
    from named
    left join brands
        on named.brand_id = brands.brand_id

),

judged as (

    select
        mentions.*,
        case
            when mentions.spam_score >= {{ var('spam_score_from') }} then 'score'
            when mentions.spam_score is null and copied.touchpoint_id is not null
                then 'copied_text'
        end as spam_reason
    from mentions
    left join copied
        on mentions.touchpoint_id = copied.touchpoint_id

)

select
    zoned.touchpoint_id,
    zoned.brand_id,
    judged.platform,
    judged.post_type,
    judged.parent_touchpoint_id,
    zoned.named_as,
    judged.spam_reason is not null as is_spam,
    judged.spam_reason,
    judged.is_own_post,
    judged.spam_reason is null and not judged.is_own_post as is_in_voice,
    touchpoints.occurred_at,
    cast(
        {{ to_local_timestamp('touchpoints.occurred_at', 'zoned.reporting_timezone') }}
        as date
    ) as mentioned_date,
    touchpoints.language,
    touchpoints.source_person_id,
    -- A review rates the brand it is of, not others that its text names.
    case when touchpoints.brand_id = zoned.brand_id then touchpoints.product_id end
        as product_id,
    case when touchpoints.brand_id = zoned.brand_id then touchpoints.satisfaction end
        as rating,
    judged.reach,
    judged.view_count,
    judged.like_count,
    judged.reply_count,
    judged.repost_count,
    touchpoints.source_system,
    touchpoints.source_record_id,
    touchpoints._loaded_at,
    touchpoints._source_file,
    touchpoints._row_number
from zoned
inner join judged
    on zoned.touchpoint_id = judged.touchpoint_id
inner join touchpoints
    on zoned.touchpoint_id = touchpoints.touchpoint_id
