{#-
    Sums of a group over its clusters. The squares are
    what the variance between clusters needs; all are whole numbers, so both
    engines agree to the last digit.
-#}
{%- macro nps_sums() -%}
    cast(sum(cluster_size) as bigint) as response_count,
    cast(sum(cluster_promoters) as bigint) as promoter_count,
    cast(sum(cluster_passives) as bigint) as passive_count,
    cast(sum(cluster_detractors) as bigint) as detractor_count,
    cast(sum(case when cluster_size > 0 then 1 else 0 end) as double) as cluster_count,
    cast(sum(cluster_size * cluster_size) as double) as cluster_size_squares,
    cast(
        sum(cluster_size * (cluster_promoters - cluster_detractors)) as double
    ) as cluster_size_by_net,
    cast(
        sum(
            (cluster_promoters - cluster_detractors)
            * (cluster_promoters - cluster_detractors)
        ) as double
    ) as cluster_net_squares,
    cast(sum(cluster_points_unfiltered) as double)
        / nullif(cast(sum(cluster_size_unfiltered) as double), 0) as nps_unfiltered
{%- endmacro -%}
