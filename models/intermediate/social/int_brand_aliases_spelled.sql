with

aliases as (

    select
        brand_id,
        platform,
        alias,
        replace(alias, '@', '') as bare_alias
    from {{ ref('brand_aliases') }}

),

spelled as (

    -- A name is written as it is, or as a hashtag without its blanks.
    select
        brand_id,
        cast(null as string) as platform,
        'name' as named_as,
        alias as spelling
    from aliases
    where platform is null
    union all
    select
        brand_id,
        cast(null as string) as platform,
        'hashtag' as named_as,
        '#' || replace(alias, ' ', '') as spelling
    from aliases
    where platform is null
    union all
    select
        brand_id,
        platform,
        'handle' as named_as,
        '@' || bare_alias as spelling
    from aliases
    where platform is not null
    union all
    select
        brand_id,
        platform,
        'handle' as named_as,
        'u/' || bare_alias as spelling
    from aliases
    where platform = 'reddit'

),

worded as (

    select
        brand_id,
        platform,
        named_as,
        {{ brand_words('spelling') }} as alias_words
    from spelled

)

select
    brand_id,
    platform,
    named_as,
    alias_words,
    regexp_extract(alias_words, '[^ ]+', 0) as first_word
from worded
where alias_words != '  '
group by 1, 2, 3, 4, 5
