{#- The item of an array at `position`, the first being 1; null beyond its end. -#}
{% macro array_item(array, position) -%}
    {{ adapter.dispatch('array_item')(array, position) }}
{%- endmacro %}

{% macro default__array_item(array, position) -%}
    list_extract({{ array }}, {{ position }})
{%- endmacro %}

{% macro spark__array_item(array, position) -%}
    get({{ array }}, {{ position }} - 1)
{%- endmacro %}
