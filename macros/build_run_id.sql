{#- The build a row was written by, as in quality.build_runs and the build's log. -#}
{%- macro build_run_id() -%}
    '{{ var("build_run_id") or invocation_id }}'
{%- endmacro -%}
