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

by_group as (

    select
        {{ group_columns }},
        max(secret_suppression_reason) as secret_suppression_reason,
        {{ nps_sums() }}
    from by_cluster
    group by
        {{ group_columns }}

),

weighed as (

    select
        *,
        {{ nps_design_effect() }}
    from by_group

),

estimated as (

    select
        *,
        {{ nps_interval() }},
        {{ nps_suppression() }}
    from weighed

)
{%- endmacro -%}
