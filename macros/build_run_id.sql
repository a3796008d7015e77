{#- The dbt run a row was written by, as in its logs. -#}
{%- macro build_run_id() -%}
    '{{ invocation_id }}'
{%- endmacro -%}
