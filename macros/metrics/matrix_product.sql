{#- The product of two matrices (arrays of rows) of `size` rows and columns. -#}
{%- macro matrix_product(left, right, size) -%}
{{ let(
    '_columns',
    array_map(
        array_range(1, size), '_at', array_map(right, '_row', array_item('_row', '_at'))
    ),
    array_map(
        left,
        '_row',
        array_map('_columns', '_column', array_dot_product('_row', '_column'))
    )
) }}
{%- endmacro -%}
