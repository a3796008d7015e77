with

mentions as (

    select
        *,
        {{ author_id() }} as author,
        'social:mention:' || platform || ':' as id_prefix
    from {{ ref('stg_social__mentions') }}
    where record_status = 'current'

),

brand_accounts as (

    select
        platform,
        replace(lower(alias), '@', '') as handle
    from {{ ref('brand_aliases') }}
    where platform is not null
    group by 1, 2

)

select
    mentions.id_prefix || mentions.mention_id as touchpoint_id,
    mentions.id_prefix
    || coalesce(mentions.reply_to_mention_id, mentions.repost_of_mention_id)
        as parent_touchpoint_id,
    mentions.platform,
    case
        when mentions.post_type in ('reply', 'quote', 'repost') then mentions.post_type
        when mentions.reply_to_mention_id is not null then 'reply'
        when mentions.repost_of_mention_id is not null then 'repost'
        else 'post'
    end as post_type,
    mentions.author,
    coalesce(mentions.title || ' ' || mentions.body, mentions.body, mentions.title)
        as full_text,
    brand_accounts.handle is not null as is_own_post,
    mentions.spam_score,
    cast(floor(mentions.reach) as bigint) as reach,
    mentions.view_count,
    mentions.like_count,
    mentions.reply_count,
    mentions.repost_count
from mentions
left join brand_accounts
    on mentions.platform = brand_accounts.platform
    and replace(mentions.author_handle, '@', '') = brand_accounts.handle
