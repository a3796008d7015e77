{#-
    Sums of one cluster: the answers of one account, else of one customer. Reads
    nps_points, is_secret and `counted`: counted, and unless told otherwise not hidden
    for secrecy.
-#}
{%- macro nps_cluster_sums(counted='is_shown') -%}
    cast(sum(case when {{ counted }} then 1 else 0 end) as bigint) as cluster_size,
    cast(
        sum(case when {{ counted }} and nps_points = 100 then 1 else 0 end) as bigint
    ) as cluster_promoters,
    cast(
        sum(case when {{ counted }} and nps_points = 0 then 1 else 0 end) as bigint
    ) as cluster_passives,
    cast(
        sum(case when {{ counted }} and nps_points = -100 then 1 else 0 end) as bigint
    ) as cluster_detractors,
    cast(sum(case when not is_secret then nps_points else 0 end) as bigint)
        as cluster_points_unfiltered,
    cast(sum(case when not is_secret then 1 else 0 end) as bigint)
        as cluster_size_unfiltered
{%- endmacro -%}
