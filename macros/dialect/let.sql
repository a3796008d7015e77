{#- `expression` with the name `name` standing for `value`, computed once. -#}
{% macro let(name, value, expression) -%}
    {{ adapter.dispatch('let')(name, value, expression) }}
{%- endmacro %}

{% macro default__let(name, value, expression) -%}
    list_extract(list_transform([{{ value }}], lambda {{ name }}: {{ expression }}), 1)
{%- endmacro %}

{% macro spark__let(name, value, expression) -%}
    get(transform(array({{ value }}), {{ name }} -> {{ expression }}), 0)
{%- endmacro %}
