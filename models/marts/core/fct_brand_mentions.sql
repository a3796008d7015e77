with

mentions as (

    select * from {{ ref('int_brand_mentions_judged') }}

),

identities as (

    select * from {{ ref('customer_identities') }}

)

select
    mentions.touchpoint_id || ':' || mentions.brand_id as brand_mention_id,
    mentions.touchpoint_id,
    mentions.brand_id,
    mentions.platform,
    mentions.post_type,
    mentions.parent_touchpoint_id,
    mentions.named_as,
    mentions.is_spam,
    mentions.spam_reason,
    mentions.is_own_post,
    mentions.is_in_voice,
    mentions.occurred_at,
    mentions.mentioned_date,
    mentions.language,
    identities.customer_id,
    mentions.source_person_id,
    mentions.product_id,
    mentions.rating,
    -- Filled once texts are scored.
    cast(null as double) as sentiment,
    mentions.reach,
    mentions.view_count,
    mentions.like_count,
    mentions.reply_count,
    mentions.repost_count,
    mentions.source_system,
    mentions.source_record_id,
    mentions._source_file as source_file,
    mentions._row_number as source_row_number,
    mentions._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from mentions
left join identities
    on mentions.source_person_id = identities.source_person_id
