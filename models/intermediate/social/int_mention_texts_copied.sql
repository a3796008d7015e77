with

mentions as (

    -- Passing a post on is no copy, and what a tool has judged is judged.
    select
        touchpoint_id,
        author,
        {{ regexp_replace_all('lower(full_text)', '[^\\p{L}]+', '') }} as letters
    from {{ ref('int_mentions_unioned') }}
    where
        spam_score is null
        and post_type in ('post', 'reply')
        and not is_own_post

),

by_text as (

    select
        letters,
        count(distinct author) as author_count
    from mentions
    where length(letters) >= {{ var('spam_min_letters') }}
    group by 1
    having count(distinct author) >= {{ var('spam_min_authors') }}

)

select
    mentions.touchpoint_id,
    by_text.author_count
from mentions
inner join by_text
    on mentions.letters = by_text.letters
