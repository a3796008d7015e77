with

source as (

    select
        *,
        case when _source_file like '%lounge%' then 'lounge' else 'seat' end as subject
    from {{ source('skytrax', 'reviews') }}
    where {{ is_known() }}

),

read as (

    -- An airline's newest review comes first: counted from the end of the file, a
    -- review keeps its number in a later one.
    select
        *,
        {{ source_timestamp('reviewed_on', 'skytrax') }} as submitted_at,
        {{ to_number('overall_rating') }} as rating,
        cast(row_number() over (
            partition by _load_id, airline_name, reviewed_on
            order by _row_number desc nulls last
        ) as string) as nth
    from source

),

renamed as (

    select
        'skytrax' as platform,
        airline_name || ':' || subject || ':' || reviewed_on || ':' || nth as review_id,
        airline_name as listing_id,
        {{ slugify('airline_name') }} as brand_id,
        subject as product_id,
        -- Names are no accounts: of two of one name and country one is made.
        lower({{ clean_text('author') }} || coalesce(
            ' of ' || {{ clean_text('author_country') }}, ''
        )) as author_handle,
        rating,
        cast(1 as double) as rating_scale_min,
        -- Lounges went from five stars to ten with a new form in June 2015. Which form
        -- it was, its question and its day both tell; where these contradict each
        -- other, only more than five stars settle it.
        cast(case
            when subject = 'seat' or rating > 5 then 10
            when type_traveller is null and reviewed_on < '2015-06-09' then 5
            when type_traveller is not null and reviewed_on >= '2015-06-09' then 10
        end as double) as rating_scale_max,
        -- Five stars of five and not recommended: nobody was asked.
        case
            when subject = 'seat' or reviewed_on >= '2011-11-01' or recommended = '1'
                then {{ to_boolean('recommended') }}
        end as is_recommended,
        {{ clean_text('title') }} as title,
        {{ clean_text('content') }} as body,
        -- A day of 1970 is none: such a review is quarantined, for nothing else in its
        -- row tells when it was written.
        submitted_at,
        'en' as language,
        {{ columns_not_given([
            'platform', 'review_id', 'listing_id', 'brand_id', 'product_id',
            'author_handle', 'rating', 'rating_scale_min', 'rating_scale_max',
            'is_recommended', 'title', 'body', 'submitted_at', 'language',
        ], review_columns()) }}
        {{ landed_columns('read') }}
    from read

),

{{ record_status('renamed', key=['platform', 'review_id'], event_at='submitted_at') }}
