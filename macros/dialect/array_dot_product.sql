{#- The sum of the products of two arrays of doubles of one length, item by item. -#}
{% macro array_dot_product(left, right) -%}
    {{ adapter.dispatch('array_dot_product')(left, right) }}
{%- endmacro %}

{% macro default__array_dot_product(left, right) -%}
    list_dot_product({{ left }}, {{ right }})
{%- endmacro %}

{% macro spark__array_dot_product(left, right) -%}
    aggregate(
        zip_with({{ left }}, {{ right }}, (_left, _right) -> _left * _right),
        cast(0 as double),
        (_sum, _product) -> _sum + _product
    )
{%- endmacro %}
