with

reviews as (

    select
        *,
        cast(submitted_at as string) || review_id as posted
    from {{ ref('int_reviews_unioned') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

authors as (

    -- A handle may change; the one of his newest review is his.
    select
        source_system,
        native_person_id,
        platform,
        max_by(author_handle, posted) filter (where author_handle is not null)
            as author_handle,
        min(submitted_at) as first_seen_at,
        max(submitted_at) as last_seen_at
    from reviews
    where native_person_id is not null
    group by 1, 2, 3

)

select
    {{ source_person_id(
        'authors.source_system', 'author', 'authors.native_person_id'
    ) }} as source_person_id,
    authors.platform,
    authors.author_handle as handle,
    authors.first_seen_at,
    authors.last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'platform', 'handle', 'is_known_by_address',
        'first_seen_at', 'last_seen_at',
    ], person_columns()) }}
    authors.native_person_id like '%:@%' as is_known_by_address
from authors
left join masked
    on authors.native_person_id = masked.native_person_id
