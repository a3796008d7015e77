{#- The largest item of an array; nulls are left out. -#}
{% macro array_max(array) -%}
    {{ adapter.dispatch('array_max')(array) }}
{%- endmacro %}

{% macro default__array_max(array) -%}
    list_max({{ array }})
{%- endmacro %}

{% macro spark__array_max(array) -%}
    array_max({{ array }})
{%- endmacro %}
