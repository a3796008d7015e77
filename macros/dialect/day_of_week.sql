{#- Day of the week of a date or timestamp by ISO 8601: 1 = Monday ... 7 = Sunday. -#}
{% macro day_of_week(date) -%}
    {{ adapter.dispatch('day_of_week')(date) }}
{%- endmacro %}

{% macro default__day_of_week(date) -%}
    cast(isodow({{ date }}) as bigint)
{%- endmacro %}

{% macro spark__day_of_week(date) -%}
    cast(weekday({{ date }}) + 1 as bigint)
{%- endmacro %}
