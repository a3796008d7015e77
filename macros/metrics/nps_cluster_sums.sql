{#-
    Sums of one cluster: the answers of one account, else of one customer. Reads
    nps_points, is_shown (counted, and not hidden for secrecy) and is_secret.
-#}
{%- macro nps_cluster_sums() -%}
    sum(case when is_shown then 1 else 0 end) as cluster_size,
    sum(case when is_shown and nps_points = 100 then 1 else 0 end) as cluster_promoters,
    sum(case when is_shown and nps_points = 0 then 1 else 0 end) as cluster_passives,
    sum(case when is_shown and nps_points = -100 then 1 else 0 end)
        as cluster_detractors,
    sum(case when not is_secret then nps_points end) as cluster_points_unfiltered,
    sum(case when not is_secret then 1 else 0 end) as cluster_size_unfiltered
{%- endmacro -%}
