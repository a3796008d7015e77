{#- The UTC timestamp that many microseconds (a bigint) after 1970 began. -#}
{% macro timestamp_from_microseconds(microseconds) -%}
    {{ adapter.dispatch('timestamp_from_microseconds')(microseconds) }}
{%- endmacro %}

{% macro default__timestamp_from_microseconds(microseconds) -%}
    make_timestamp({{ microseconds }})
{%- endmacro %}

{% macro spark__timestamp_from_microseconds(microseconds) -%}
    timestamp_micros({{ microseconds }})
{%- endmacro %}
