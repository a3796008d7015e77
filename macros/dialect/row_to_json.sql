{#-
    The whole row of `relation`, the only relation of the select, as one JSON object: keys in
    column order, nulls kept, timestamps as "2024-01-31 10:00:00.5".

    Spark leaves nulls out unless told otherwise and writes either no fraction or a fixed one, so
    it marks the end of a timestamp and the zeros before the mark are taken off.
-#}
{% macro row_to_json(relation) -%}
    {{ adapter.dispatch('row_to_json')(relation) }}
{%- endmacro %}

{% macro default__row_to_json(relation) -%}
    cast(to_json({{ relation }}) as varchar)
{%- endmacro %}

{% macro spark__row_to_json(relation) -%}
    regexp_replace(
        to_json(
            struct({{ relation }}.*),
            map(
                'ignoreNullFields', 'false',
                'timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS~~'
            )
        ),
        '("[0-9-]{10} [0-9:]{8}(?:[.][0-9]*[1-9])?)[.]?0*~~"',
        '$1"'
    )
{%- endmacro %}
