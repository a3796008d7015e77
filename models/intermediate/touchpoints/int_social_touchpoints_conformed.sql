with

mentions as (

    select
        *,
        {{ author_id() }} as native_person_id
    from {{ ref('stg_social__mentions') }}
    where record_status = 'current'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

brand_queries as (

    -- A query that finds two brands tells none.
    select
        lower(alias) as matched_query,
        max(brand_id) as brand_id
    from {{ ref('brand_aliases') }}
    group by 1
    having min(brand_id) = max(brand_id)

),

brands as (

    select * from {{ ref('brands') }}

),

handles as (

    select * from {{ ref('brand_aliases') }}
    where platform is not null

),

own_accounts as (

    select
        handles.platform,
        replace(lower(handles.alias), '@', '') as handle
    from handles
    inner join brands
        on handles.brand_id = brands.brand_id
    where brands.is_own
    group by 1, 2

)

select
    'social:mention:' || mentions.platform || ':' || mentions.mention_id
        as touchpoint_id,
    'social_mention' as touchpoint_type,
    'social' as source_system,
    mentions.platform || ':' || mentions.mention_id as source_record_id,
    -- What the company posts itself is by no customer.
    case
        when own_accounts.handle is null
            then {{ source_person_id('social', 'author', 'mentions.native_person_id') }}
    end as source_person_id,
    mentions.platform as channel,
    mentions.post_type as activity,
    case when own_accounts.handle is null then 'inbound' else 'outbound' end
        as direction,
    brand_queries.brand_id,
    mentions.language,
    mentions.posted_at as occurred_at,
    coalesce(mentions.title, mentions.body) is not null as has_text,
    {{ columns_not_given([
        'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
        'source_person_id', 'channel', 'activity', 'direction', 'brand_id', 'language',
        'occurred_at', 'has_text',
    ], touchpoint_columns()) }}
    mentions._load_id,
    mentions._loaded_at,
    mentions._source_file,
    mentions._row_number
from mentions
left join own_accounts
    on mentions.platform = own_accounts.platform
    and replace(mentions.author_handle, '@', '') = own_accounts.handle
left join masked
    on mentions.native_person_id = masked.native_person_id
left join brand_queries
    on lower(mentions.matched_query) = brand_queries.matched_query
