{# Statement that adds columns to a table; `table` and `columns` ("name type") are quoted. #}
{% macro add_columns(table, columns) %}
    {{ return(adapter.dispatch('add_columns')(table, columns)) }}
{% endmacro %}


{# DuckDB adds one column a statement, and takes several statements at once. #}
{% macro duckdb__add_columns(table, columns) %}
    {% for column in columns %}
        alter table {{ table }} add column {{ column }};
    {% endfor %}
{% endmacro %}


{% macro spark__add_columns(table, columns) %}
    alter table {{ table }} add columns ({{ columns | join(', ') }})
{% endmacro %}
