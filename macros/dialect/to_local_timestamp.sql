{#-
    A UTC timestamp as the wall clock of `time_zone` shows it; both without zone. `time_zone` is
    an expression: a column or a quoted IANA name.
-#}
{% macro to_local_timestamp(timestamp, time_zone) -%}
    {{ adapter.dispatch('to_local_timestamp')(timestamp, time_zone) }}
{%- endmacro %}

{% macro default__to_local_timestamp(timestamp, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{% macro spark__to_local_timestamp(timestamp, time_zone) -%}
    from_utc_timestamp({{ timestamp }}, {{ time_zone }})
{%- endmacro %}
