{#-
    One row per element of an array, as a column of a select: the other columns repeat. A row
    whose array is empty or null gives none.
-#}
{% macro explode_array(array) -%}
    {{ adapter.dispatch('explode_array')(array) }}
{%- endmacro %}

{% macro default__explode_array(array) -%}
    unnest({{ array }})
{%- endmacro %}

{% macro spark__explode_array(array) -%}
    explode({{ array }})
{%- endmacro %}
