{#-
    How a model is kept whose builds only add what changed: incremental where the engine
    can replace rows of a table, else built anew each time. Spark can with Iceberg alone.
-#}
{%- macro incremental_or_table() -%}
    {{ return('incremental' if target.type == 'duckdb' else 'table') }}
{%- endmacro -%}
