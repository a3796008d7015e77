{#- Seconds from one timestamp to another, as a double with microseconds. -#}
{% macro seconds_between(first_timestamp, last_timestamp) -%}
    {{ adapter.dispatch('seconds_between')(first_timestamp, last_timestamp) }}
{%- endmacro %}

{% macro default__seconds_between(first_timestamp, last_timestamp) -%}
    (date_diff('microsecond', {{ first_timestamp }}, {{ last_timestamp }}) / cast(1000000 as double))
{%- endmacro %}

{% macro spark__seconds_between(first_timestamp, last_timestamp) -%}
    ((unix_micros({{ last_timestamp }}) - unix_micros({{ first_timestamp }})) / cast(1000000 as double))
{%- endmacro %}
