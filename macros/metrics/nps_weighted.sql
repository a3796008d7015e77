{#-
    NPS of weighted answers as the acts from single answers to `weighted`, one row per
    group; the like of nps_estimated().

    relation  CTE of answers: the group's columns, cluster_id, nps_points, weight, is_trimmed
    group_by  columns of the group

    n is Kish's effective sample size, (sum w)^2 / sum w^2. The design effect is the variance
    of the weighted mean by clusters over that of independent answers, both linearised
    and with their small-sample factors: with one answer per cluster it is 1, with equal
    weights that of nps_estimated(). Answers that weigh nothing tell nothing.
-#}
{%- macro nps_weighted(relation, group_by) -%}
{%- set group_columns = group_by | join(',\n        ') -%}
by_cluster as (

    select
        {{ group_columns }},
        cluster_id,
        sum(case when weight > 0 then 1 else 0 end) as cluster_size,
        sum(case when is_trimmed then 1 else 0 end) as cluster_trimmed,
        {{ exact_sum('weight') }} as cluster_weight,
        {{ exact_sum('case when nps_points = 100 then weight else 0 end') }}
            as cluster_promoters,
        {{ exact_sum('case when nps_points = -100 then weight else 0 end') }}
            as cluster_detractors,
        {{ exact_sum('weight * weight') }} as squares,
        {{ exact_sum('case when nps_points = 100 then weight * weight else 0 end') }}
            as promoter_squares,
        {{ exact_sum('case when nps_points = -100 then weight * weight else 0 end') }}
            as detractor_squares
    from {{ relation }}
    group by
        {{ group_columns }},
        cluster_id

),

by_group as (

    select
        {{ group_columns }},
        cast(sum(cluster_size) as double) as answer_count,
        cast(sum(case when cluster_size > 0 then 1 else 0 end) as double) as cluster_count,
        cast(sum(cluster_trimmed) as double) as trimmed_count,
        {{ exact_sum('cluster_weight') }} as total_weight,
        {{ exact_sum('cluster_promoters') }} as promoter_weight,
        {{ exact_sum('cluster_detractors') }} as detractor_weight,
        {{ exact_sum('squares') }} as squares,
        {{ exact_sum('promoter_squares') }} as promoter_squares,
        {{ exact_sum('detractor_squares') }} as detractor_squares,
        {{ exact_sum('cluster_weight * cluster_weight') }} as cluster_squares,
        {{ exact_sum('cluster_weight * (cluster_promoters - cluster_detractors)') }}
            as cluster_weight_by_net,
        {{ exact_sum(
            '(cluster_promoters - cluster_detractors)'
            ~ ' * (cluster_promoters - cluster_detractors)'
        ) }} as cluster_net_squares
    from by_cluster
    group by
        {{ group_columns }}

),

shared as (

    select
        *,
        total_weight * total_weight / nullif(squares, 0) as n,
        promoter_weight / nullif(total_weight, 0) as promoter_share,
        detractor_weight / nullif(total_weight, 0) as detractor_share,
        (promoter_weight - detractor_weight) / nullif(total_weight, 0) as mean_net
    from by_group

),

weighed as (

    select
        *,
        promoter_squares + detractor_squares
        - 2 * mean_net * (promoter_squares - detractor_squares)
        + mean_net * mean_net * squares as net_squares,
        cluster_net_squares
        - 2 * mean_net * cluster_weight_by_net
        + mean_net * mean_net * cluster_squares as net_squares_by_cluster,
        case
            when n is null then null
            when cluster_count = answer_count then 1
            when cluster_count = 1 then n
            when net_squares < 1e-9 then 1
            else greatest(
                1,
                net_squares_by_cluster * cluster_count / (cluster_count - 1)
                / (net_squares * answer_count / (answer_count - 1))
            )
        end as design_effect
    from shared

),

weighted as (

    select
        *,
        {{ nps_interval() }},
        n / design_effect as effective_response_count,
        trimmed_count / nullif(answer_count, 0) as trimmed_share
    from weighed

)
{%- endmacro -%}
