{#- A matrix of `size` rows as an array of arrays: `item` at row _i and column _j, from 1. -#}
{%- macro square_matrix(size, item) -%}
{{ array_map(
    array_range(1, size), '_i', array_map(array_range(1, size), '_j', item)
) }}
{%- endmacro -%}
