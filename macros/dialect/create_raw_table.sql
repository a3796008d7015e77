{# Statement that creates an empty table; `table` and `columns` ("name type") are quoted. #}
{% macro create_raw_table(table, columns) %}
    {{ return(adapter.dispatch('create_raw_table')(table, columns)) }}
{% endmacro %}


{% macro default__create_raw_table(table, columns) %}
    create table {{ table }} ({{ columns | join(', ') }})
{% endmacro %}


{% macro spark__create_raw_table(table, columns) %}
    create table {{ table }} ({{ columns | join(', ') }}) using parquet
{% endmacro %}
