with

source as (

    select * from {{ source('reviews', 'reviews') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ slugify('platform') }} as platform,
        {{ clean_text('review_id') }} as review_id,
        {{ clean_text('listing_id') }} as listing_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('author_id') }} as author_id,
        lower({{ clean_text('author_handle') }}) as author_handle,
        {{ to_number('rating') }} as rating,
        {{ to_number('rating_scale_min') }} as rating_scale_min,
        {{ to_number('rating_scale_max') }} as rating_scale_max,
        {{ to_boolean('is_recommended') }} as is_recommended,
        {{ clean_text('title') }} as title,
        {{ clean_text('body') }} as body,
        {{ clean_text('product_version') }} as product_version,
        {{ source_timestamp('submitted_at', 'reviews') }} as submitted_at,
        lower({{ clean_text('language') }}) as language,
        {{ clean_text('country') }} as country,
        {{ to_boolean('is_verified_purchase') }} as is_verified_purchase,
        {{ to_integer('helpful_count') }} as helpful_count,
        {{ clean_text('reply_body') }} as reply_body,
        {{ source_timestamp('replied_at', 'reviews') }} as replied_at,
        {{ clean_text('url') }} as url,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'reviews') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['platform', 'review_id'],
    event_at='submitted_at',
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
