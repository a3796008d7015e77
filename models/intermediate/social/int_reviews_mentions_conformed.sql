with

reviews as (

    select * from {{ ref('int_reviews_unioned') }}
    where record_status = 'current'

)

select
    source_system || ':review:' || platform || ':' || review_id as touchpoint_id,
    platform,
    'review' as post_type,
    native_person_id as author,
    coalesce(title || ' ' || body, body, title) as full_text,
    {{ columns_not_given([
        'touchpoint_id', 'platform', 'post_type', 'author', 'full_text',
        'is_own_post',
    ], mention_columns()) }}
    false as is_own_post
from reviews
