{#-
    The factors that bring each category of a margin to its target: an array by category, null
    for an empty one. `totals` is an array by cell; the row has cell_count, category_<margin>
    (by cell), category_count_<margin> and targets_<margin> (by category).
-#}
{%- macro raked_factors(margin, totals) -%}
    {{ array_map(
        array_range(1, 'category_count_' ~ margin),
        'k' ~ margin,
        let(
            'category_total',
            array_sum(array_map(
                array_range(1, 'cell_count'),
                'c' ~ margin,
                'case when ' ~ array_item('number_' ~ margin, 'c' ~ margin) ~ ' = k' ~ margin
                ~ ' then ' ~ array_item(totals, 'c' ~ margin) ~ ' end'
            )),
            'case when category_total > 0 then '
            ~ array_item('targets_' ~ margin, 'k' ~ margin) ~ ' / category_total end'
        )
    ) }}
{%- endmacro -%}
