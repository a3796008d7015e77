{#- How far the factors of an array are from 1 at most: the relative error of a margin. -#}
{%- macro largest_deviation(factors) -%}
    coalesce({{ array_max(array_map(factors, 'f', 'abs(f - 1)')) }}, 0)
{%- endmacro -%}
