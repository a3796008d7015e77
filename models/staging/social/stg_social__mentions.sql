with

source as (

    select * from {{ source('social', 'mentions') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ slugify('platform') }} as platform,
        {{ clean_text('mention_id') }} as mention_id,
        {{ slugify('post_type') }} as post_type,
        {{ clean_text('author_id') }} as author_id,
        lower({{ clean_text('author_handle') }}) as author_handle,
        {{ clean_text('author_name') }} as author_name,
        {{ to_integer('author_follower_count') }} as author_follower_count,
        {{ to_boolean('is_author_verified') }} as is_author_verified,
        {{ source_timestamp('posted_at', 'social') }} as posted_at,
        lower({{ clean_text('language') }}) as language,
        {{ clean_text('country') }} as country,
        {{ clean_text('title') }} as title,
        {{ clean_text('body') }} as body,
        {{ clean_text('url') }} as url,
        {{ clean_text('thread_id') }} as thread_id,
        {{ clean_text('reply_to_mention_id') }} as reply_to_mention_id,
        {{ clean_text('repost_of_mention_id') }} as repost_of_mention_id,
        {{ to_integer('like_count') }} as like_count,
        {{ to_integer('reply_count') }} as reply_count,
        {{ to_integer('repost_count') }} as repost_count,
        {{ to_integer('view_count') }} as view_count,
        {{ to_number('reach') }} as reach,
        {{ clean_text('matched_query') }} as matched_query,
        {{ to_number('spam_score') }} as spam_score,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('collected_at', 'social') }} as collected_at,
        {{ source_timestamp('updated_at', 'social') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['platform', 'mention_id'],
    event_at='posted_at',
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
