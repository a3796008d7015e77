{#-
    ISO text with a zone ("2024-01-31 10:00:00+08:00", "...Z") as a UTC timestamp without zone;
    null for a day that does not exist.

    DuckDB's `timestamp` drops the offset, so it goes through `timestamptz`; Spark's `timestamp`
    is a moment already.
-#}
{% macro iso_to_timestamp(x) -%}
    {{ adapter.dispatch('iso_to_timestamp')(x) }}
{%- endmacro %}

{% macro default__iso_to_timestamp(x) -%}
    timezone('UTC', try_cast({{ x }} as timestamptz))
{%- endmacro %}

{% macro spark__iso_to_timestamp(x) -%}
    try_cast({{ x }} as timestamp)
{%- endmacro %}
