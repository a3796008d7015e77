{#-
    Shares, NPS and design effect of a group, each built on those above it. The
    design effect is the variance by clusters over that of independent answers, both
    with their small-sample factor, so that one answer per cluster gives 1. A single
    cluster tells as much as a single answer, however many it gave.
-#}
{%- macro nps_design_effect() -%}
    cast(response_count as double) as n,
    promoter_count / nullif(n, 0) as promoter_share,
    passive_count / nullif(n, 0) as passive_share,
    detractor_count / nullif(n, 0) as detractor_share,
    (promoter_count - detractor_count) / nullif(n, 0) as mean_net,
    promoter_count + detractor_count - n * mean_net * mean_net as net_squares,
    cluster_net_squares
        - 2 * mean_net * cluster_size_by_net
        + mean_net * mean_net * cluster_size_squares as net_squares_by_cluster,
    case
        when n = 0 then null
        when cluster_count = n then 1
        when cluster_count = 1 then n
        when net_squares < 1e-9 then 1
        else greatest(
            1,
            net_squares_by_cluster * cluster_count / (cluster_count - 1)
            / (net_squares * n / (n - 1))
        )
    end as design_effect
{%- endmacro -%}
