{#-
    The acts of nps_estimated from the sums of clusters on: `relation` is a CTE of the
    group's columns, secret_suppression_reason and what nps_cluster_sums() gives, one
    row per group and cluster.
-#}
{%- macro nps_estimated_from_clusters(relation, group_by) -%}
{%- set group_columns = group_by | join(',\n        ') -%}
by_group as (

    select
        {{ group_columns }},
        max(secret_suppression_reason) as secret_suppression_reason,
        {{ nps_sums() }}
    from {{ relation }}
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
