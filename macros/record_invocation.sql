{#
    On-run-start hook. Leaves the id of the run in the warehouse, so that publishing knows
    whether the results it reads are those of the last run that touched it. Only the DuckDB
    warehouse is published.
#}
{% macro record_invocation() %}
    {% if target.type == 'duckdb' %}
        create or replace table main.last_invocation as
        select '{{ invocation_id }}' as invocation_id
    {% endif %}
{% endmacro %}
