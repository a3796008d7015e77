{#-
    The sum of doubles `x`, the same in whatever order they are added: two builds of the
    same data must not differ in the last digit.
-#}
{% macro exact_sum(x) -%}
    cast(sum(cast({{ x }} as decimal(38, 12))) as double)
{%- endmacro %}
