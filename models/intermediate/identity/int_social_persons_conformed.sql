{#- Authors, but for accounts of a brand: a company is no customer. -#}
with

mentions as (

    select
        *,
        {{ author_id() }} as native_person_id,
        cast(posted_at as string) || mention_id as posted
    from {{ ref('stg_social__mentions') }}
    where record_status != 'quarantined'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

brand_accounts as (

    select
        platform,
        replace(lower(alias), '@', '') as handle
    from {{ ref('brand_aliases') }}
    where platform is not null
    group by 1, 2

),

authors as (

    -- A handle may change; the one of his newest post is his.
    select
        native_person_id,
        platform,
        max_by(author_handle, posted) filter (where author_handle is not null)
            as author_handle,
        min(posted_at) as first_seen_at,
        max(posted_at) as last_seen_at
    from mentions
    where native_person_id is not null
    group by 1, 2

)

select
    {{ source_person_id('social', 'author', 'authors.native_person_id') }}
        as source_person_id,
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
left join brand_accounts
    on authors.platform = brand_accounts.platform
    and replace(authors.author_handle, '@', '') = brand_accounts.handle
where brand_accounts.handle is null
