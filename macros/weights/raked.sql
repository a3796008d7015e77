{#-
    Iterative proportional fitting of a row's cells to three margins, as one fold over the
    state `totals` (an array by cell: responses times weight) and `deviation`. A step fits
    each margin in turn; after the last one that changed anything the others pass.
-#}
{%- macro raked() -%}
    {{ iterate(
        make_struct(totals='cell_counts', deviation='cast(1 as double)'),
        var('max_raking_steps'),
        'state',
        'case when state.deviation < 1e-12 then state else ' ~ raking_step() ~ ' end'
    ) }}
{%- endmacro -%}
