{#-
    The NPS block, act 3 of 4: shares, NPS, design effect and interval of a group,
    each built on those above it. Adjusted Wald with three pseudo-responses (Rocks
    2016, arXiv 1601.07235), the sample shrunk by the design effect: variance by
    clusters over variance of independent answers, both with their small-sample
    factor, so that one answer per cluster gives 1.
-#}
{%- macro nps_estimates() -%}
    cast(response_count as double) as n,
    promoter_count / nullif(n, 0) as promoter_share,
    passive_count / nullif(n, 0) as passive_share,
    detractor_count / nullif(n, 0) as detractor_share,
    (promoter_count - detractor_count) / nullif(n, 0) as mean_net,
    100 * mean_net as nps,
    promoter_count + detractor_count - n * mean_net * mean_net as net_squares,
    cluster_net_squares
        - 2 * mean_net * cluster_size_by_net
        + mean_net * mean_net * cluster_size_squares as net_squares_by_cluster,
    case
        when n = 0 then null
        when cluster_count = n or cluster_count < 2 or net_squares < 1e-9 then 1
        else greatest(
            1,
            net_squares_by_cluster * cluster_count / (cluster_count - 1)
            / (net_squares * n / (n - 1))
        )
    end as design_effect,
    n / design_effect as effective_n,
    effective_n + 3 as adjusted_n,
    (promoter_share * effective_n + 0.75) / adjusted_n as adjusted_promoter_share,
    (detractor_share * effective_n + 0.75) / adjusted_n as adjusted_detractor_share,
    adjusted_promoter_share - adjusted_detractor_share as adjusted_net,
    sqrt(
        (
            adjusted_promoter_share + adjusted_detractor_share
            - adjusted_net * adjusted_net
        ) / adjusted_n
    ) as adjusted_net_se,
    100 * {{ var('confidence_z') }} * adjusted_net_se as half_width,
    least(nps, greatest(-100, 100 * adjusted_net - half_width)) as nps_ci_low,
    greatest(nps, least(100, 100 * adjusted_net + half_width)) as nps_ci_high,
    case
        when n = 0 then null
        when half_width <= 5 then 'A'
        when half_width <= 10 then 'B'
        when half_width <= 20 then 'C'
        else 'D'
    end as reliability_grade,
    n >= {{ var('min_reportable_count') }} and half_width <= 20 as is_reportable
{%- endmacro -%}
