{#- The whole numbers from `first` to `last`, as an array; `last` is at least `first`. -#}
{% macro array_range(first, last) -%}
    {{ adapter.dispatch('array_range')(first, last) }}
{%- endmacro %}

{% macro default__array_range(first, last) -%}
    range(cast({{ first }} as bigint), cast({{ last }} as bigint) + 1)
{%- endmacro %}

{% macro spark__array_range(first, last) -%}
    sequence(cast({{ first }} as bigint), cast({{ last }} as bigint))
{%- endmacro %}
