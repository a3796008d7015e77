{#-
    The NPS block of any mart, as the acts from single answers to `estimated`, one
    row per group. Not one of them averages an average.

    relation  CTE of answers: the group's columns, cluster_id, nps_points, is_shown
              (counted, and not hidden for secrecy), is_secret and
              secret_suppression_reason
    group_by  columns of the group

    The mart then selects the group's columns and nps_block() from `estimated`.
-#}
{%- macro nps_estimated(relation, group_by) -%}
{%- set group_columns = group_by | join(',\n        ') -%}
by_cluster as (

    select
        {{ group_columns }},
        cluster_id,
        max(secret_suppression_reason) as secret_suppression_reason,
        {{ nps_cluster_sums() }}
    from {{ relation }}
    group by
        {{ group_columns }},
        cluster_id

),

{{ nps_estimated_from_clusters('by_cluster', group_by) }}
{%- endmacro -%}
