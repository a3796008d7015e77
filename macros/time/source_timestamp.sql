{#-
    A raw text column as a UTC timestamp, read by the source's own habits: the
    vars `date_order` and `source_timezone`.
-#}
{%- macro source_timestamp(column, source) -%}
    {%- set orders = var('date_order') -%}
    {%- set zones = var('source_timezone') -%}
    {{ to_utc_timestamp(
        column,
        date_order=orders.get(source, orders['default']),
        time_zone="'" ~ zones.get(source, zones['default']) ~ "'"
    ) }}
{%- endmacro -%}
