{#-
    A date `months` later (earlier when negative), the last day of the month where the day does
    not exist: 31 January and 1 month is 29 February.
-#}
{% macro add_months(date, months) -%}
    {{ adapter.dispatch('add_months')(date, months) }}
{%- endmacro %}

{% macro default__add_months(date, months) -%}
    cast({{ date }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(date, months) -%}
    add_months({{ date }}, cast({{ months }} as integer))
{%- endmacro %}
