{#- The day up to which events have happened: the var, else the day of the build. -#}
{%- macro as_of_date() -%}
    cast('{{ var("as_of_date") or run_started_at.strftime("%Y-%m-%d") }}' as date)
{%- endmacro -%}
