{#-
    Categories too small to carry a weight share one with the next larger ones, until they
    are large enough together. Whatever has no target, the unknown too, is a category of its
    own, the first, and keeps its share.
-#}
{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_responses_to_weight_placed') }}
    where weight_source = 'raked'

),

targets as (

    select * from {{ ref('int_weight_targets_dated') }}

),

weightings as (

    select
        weighting_id,
        survey_id,
        period_grain,
        period_start_date
    from responses
    group by 1, 2, 3, 4

),

counted as (
    {%- for margin in [1, 2, 3] %}

    select
        weighting_id,
        {{ margin }} as margin_number,
        category_{{ margin }} as category,
        cast(count(*) as double) as category_count
    from responses
    group by 1, 3
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

targeted as (

    select
        weightings.weighting_id,
        targets.margin_number,
        targets.category,
        targets.target_share,
        coalesce(counted.category_count, 0) as category_count
    from weightings
    inner join targets
        on weightings.survey_id = targets.survey_id
        and weightings.period_grain = targets.period_grain
        and weightings.period_start_date = targets.period_start_date
    left join counted
        on weightings.weighting_id = counted.weighting_id
        and targets.margin_number = counted.margin_number
        and targets.category = counted.category

),

ranked as (

    select
        *,
        target_share
        * sum(category_count) over (partition by weighting_id, margin_number)
        / sum(target_share) over (partition by weighting_id, margin_number)
            as target_count,
        min(category_count) over (partition by weighting_id, margin_number)
            as smallest_count,
        sum(category_count) over (
            partition by weighting_id, margin_number
            order by category_count nulls last, category nulls last
            rows between unbounded preceding and current row
        ) - category_count as smaller_count,
        row_number() over (
            partition by weighting_id, margin_number
            order by category_count nulls last, category nulls last
        ) as category_rank
    from targeted

),

merged as (

    select
        weighting_id,
        margin_number,
        category,
        category_count,
        target_count,
        case
            when category_count < {{ var('min_weighted_category_count') }} then 0
            when smallest_count >= {{ var('min_weighted_category_count') }}
                then category_rank
            when smaller_count < {{ var('min_weighted_category_count') }} then 0
            else category_rank
        end as merged_rank
    from ranked

),

with_unknown as (

    select * from merged
    union all
    select
        counted.weighting_id,
        counted.margin_number,
        null as category,
        sum(counted.category_count) as category_count,
        sum(counted.category_count) as target_count,
        -1 as merged_rank
    from counted
    left join targeted
        on counted.weighting_id = targeted.weighting_id
        and counted.margin_number = targeted.margin_number
        and counted.category = targeted.category
    where targeted.category is null
    group by 1, 2

)

select
    weighting_id,
    margin_number,
    category,
    category_count,
    target_count,
    dense_rank() over (
        partition by weighting_id, margin_number
        order by merged_rank nulls last
    ) as category_number
from with_unknown
