with

mentions as (

    select * from {{ ref('int_brand_mentions_judged') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}

)

select
    mentions.brand_id,
    periods.period_grain,
    periods.period_start_date,
    periods.period_end_date,
    periods.is_complete_period,
    count(*) filter (where mentions.is_in_voice) as mention_count,
    {%- for post_type in ['post', 'reply', 'quote', 'repost', 'review'] %}
    count(*) filter (
        where mentions.is_in_voice and mentions.post_type = '{{ post_type }}'
    ) as {{ post_type }}_count,
    {%- endfor %}
    count(*) filter (where mentions.is_spam) as spam_count,
    count(*) filter (where mentions.is_own_post) as own_post_count,
    sum(case when mentions.is_in_voice then mentions.reach end) as reach,
    count(case when mentions.is_in_voice then mentions.rating end) as rating_count,
    {{ exact_sum('case when mentions.is_in_voice then mentions.rating end') }}
    / nullif(count(case when mentions.is_in_voice then mentions.rating end), 0)
        as average_rating
from mentions
inner join periods
    on mentions.mentioned_date = periods.date_day
group by 1, 2, 3, 4, 5
