select
    market,
    period_grain,
    period_start_date,
    sum(probability_first) as chances
from {{ ref('nps_by_competitor') }}
where probability_first is not null
group by 1, 2, 3
having abs(sum(probability_first) - 1) > 1e-9
