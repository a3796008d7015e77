{#- `totals`, an array by cell, times the `factors` of the cells' categories of a margin. -#}
{%- macro raked_totals(margin, totals, factors) -%}
    {{ array_map(
        array_range(1, 'cell_count'),
        'i',
        array_item(totals, 'i') ~ ' * coalesce('
        ~ array_item(factors, array_item('number_' ~ margin, 'i')) ~ ', 1)'
    ) }}
{%- endmacro -%}
