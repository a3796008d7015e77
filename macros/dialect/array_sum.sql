{#- The sum of an array of doubles, in its order; nulls are left out. -#}
{% macro array_sum(array) -%}
    {{ adapter.dispatch('array_sum')(array) }}
{%- endmacro %}

{% macro default__array_sum(array) -%}
    coalesce(list_sum({{ array }}), 0)
{%- endmacro %}

{% macro spark__array_sum(array) -%}
    aggregate(
        {{ array }}, cast(0 as double), (_sum, _item) -> _sum + coalesce(_item, 0D)
    )
{%- endmacro %}
