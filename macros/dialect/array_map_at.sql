{#-
    An array with `expression` of each `item` of an array and its `position`, the first being 1.
    The name of the position must be part of no other name in the expression.
-#}
{% macro array_map_at(array, item, position, expression) -%}
    {{ adapter.dispatch('array_map_at')(array, item, position, expression) }}
{%- endmacro %}

{% macro default__array_map_at(array, item, position, expression) -%}
    list_transform({{ array }}, lambda {{ item }}, {{ position }}: {{ expression }})
{%- endmacro %}

{#- Spark counts from 0. -#}
{% macro spark__array_map_at(array, item, position, expression) -%}
    transform(
        {{ array }},
        ({{ item }}, {{ position }}) -> {{
            expression | replace(position, '(' ~ position ~ ' + 1)')
        }}
    )
{%- endmacro %}
