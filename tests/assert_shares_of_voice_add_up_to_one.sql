select
    period_grain,
    period_start_date,
    sum(share_of_voice) as share_of_voice,
    sum(mention_count) as mention_count
from {{ ref('brand_reputation') }}
group by 1, 2
having
    abs(sum(share_of_voice) - 1) > 1e-9
    or (sum(share_of_voice) is null) != (sum(mention_count) = 0)
