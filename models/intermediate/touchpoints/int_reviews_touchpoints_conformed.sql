with

reviews as (

    select * from {{ ref('int_reviews_unioned') }}
    where record_status = 'current'

),

brands as (

    select * from {{ ref('brands') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

identified as (

    -- Whatever a review site lists, a brand is what the seed names.
    select
        reviews.*,
        case
            when reviews.brand_id is null then '{{ var("default_brand_id") }}'
            else brands.brand_id
        end as known_brand_id,
        {{ source_person_id(
            'reviews.source_system', 'author', 'reviews.native_person_id'
        ) }} as source_person_id
    from reviews
    left join brands
        on reviews.brand_id = brands.brand_id
    left join masked
        on reviews.native_person_id = masked.native_person_id

)

select
    source_system || ':review:' || platform || ':' || review_id as touchpoint_id,
    'review' as touchpoint_type,
    source_system,
    platform || ':' || review_id as source_record_id,
    source_person_id,
    platform as channel,
    'inbound' as direction,
    known_brand_id as brand_id,
    product_id,
    language,
    submitted_at as occurred_at,
    coalesce(title, body) is not null as has_text,
    -- A rating without its scale means nothing.
    case
        when
            rating_scale_max > coalesce(rating_scale_min, 1)
            and rating between coalesce(rating_scale_min, 1) and rating_scale_max
            then
                (rating - coalesce(rating_scale_min, 1))
                / (rating_scale_max - coalesce(rating_scale_min, 1))
    end as satisfaction,
    {{ columns_not_given([
        'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
        'source_person_id', 'channel', 'direction', 'brand_id', 'product_id',
        'language', 'occurred_at', 'has_text', 'satisfaction',
    ], touchpoint_columns()) }}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from identified
