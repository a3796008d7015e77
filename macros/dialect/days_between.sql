{#- Days from one date to another, as a bigint: negative when the second is the earlier. -#}
{% macro days_between(first_date, last_date) -%}
    {{ adapter.dispatch('days_between')(first_date, last_date) }}
{%- endmacro %}

{% macro default__days_between(first_date, last_date) -%}
    date_diff('day', cast({{ first_date }} as date), cast({{ last_date }} as date))
{%- endmacro %}

{% macro spark__days_between(first_date, last_date) -%}
    cast(datediff({{ last_date }}, {{ first_date }}) as bigint)
{%- endmacro %}
