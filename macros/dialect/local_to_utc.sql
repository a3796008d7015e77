{#-
    The wall clock of `time_zone` as a UTC timestamp; both without zone. `time_zone` is an
    expression: a column or a quoted IANA name. A time that the clock shows twice in autumn is the
    second one; a time skipped in spring is read as an hour later.
-#}
{% macro local_to_utc(timestamp, time_zone) -%}
    {{ adapter.dispatch('local_to_utc')(timestamp, time_zone) }}
{%- endmacro %}

{% macro default__local_to_utc(timestamp, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, {{ timestamp }}))
{%- endmacro %}

{% macro spark__local_to_utc(timestamp, time_zone) -%}
    to_utc_timestamp({{ timestamp }}, {{ time_zone }})
{%- endmacro %}
