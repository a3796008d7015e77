{{ config(materialized='table') }}

with

mentions as (

    select
        touchpoint_id,
        platform,
        {{ brand_words('full_text') }} as words
    from {{ ref('int_mentions_unioned') }}

),

aliases as (

    select * from {{ ref('int_brand_aliases_spelled') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints_classified') }}
    where touchpoint_type in ('social_mention', 'review')

),

single_words as (

    select
        touchpoint_id,
        platform,
        words,
        {{ explode_array("split(words, ' ')") }} as word
    from mentions

),

found_in_text as (

    -- The first word finds the alias, then its other words have to follow.
    select
        single_words.touchpoint_id,
        aliases.brand_id,
        aliases.named_as
    from single_words
    inner join aliases
        on single_words.word = aliases.first_word
    where
        position(aliases.alias_words in single_words.words) > 0
        and (aliases.platform is null or aliases.platform = single_words.platform)

),

named as (

    select
        touchpoint_id,
        brand_id,
        named_as
    from found_in_text
    union all
    select
        touchpoint_id,
        brand_id,
        'source' as named_as
    from touchpoints
    where brand_id is not null

)

select
    touchpoint_id,
    brand_id,
    -- In the order of the alphabet: a handle says most, the source's word alone least.
    min(named_as) as named_as
from named
group by 1, 2
