{#-
    How a step that one model reads is kept: as a part of that model, for a view of its own
    costs dbt more than the engine needs for a day. Unit tests of its reader give its rows
    as SQL. A table on Spark, whose plans would grow too large.
-#}
{%- macro ephemeral_or_table() -%}
    {{ return('ephemeral' if target.type == 'duckdb' else 'table') }}
{%- endmacro -%}
