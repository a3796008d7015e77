{#- An array with `expression` of each `item` of an array. -#}
{% macro array_map(array, item, expression) -%}
    {{ adapter.dispatch('array_map')(array, item, expression) }}
{%- endmacro %}

{% macro default__array_map(array, item, expression) -%}
    list_transform({{ array }}, lambda {{ item }}: {{ expression }})
{%- endmacro %}

{% macro spark__array_map(array, item, expression) -%}
    transform({{ array }}, {{ item }} -> {{ expression }})
{%- endmacro %}
