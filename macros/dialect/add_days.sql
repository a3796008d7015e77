{#- A date `days` later (earlier when negative). The same on both engines, once both are cast. -#}
{% macro add_days(date, days) -%}
    (cast({{ date }} as date) + cast({{ days }} as integer))
{%- endmacro %}
