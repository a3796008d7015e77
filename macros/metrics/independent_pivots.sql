{#-
    Pivots of a correlation matrix less `threshold` on its diagonal, as an array: rows are taken
    one after another, and a pivot up to 0 says that with this row the smallest eigenvalue of
    those taken would be no more than `threshold`. That row is not taken.

    A symmetric matrix is positive definite where elimination finds no pivot up to 0; so this
    tells without any eigenvalue which drivers say only what those before them say.
-#}
{%- macro independent_pivots(correlations, size, threshold) -%}
{%- set item -%}
    {{ array_item(array_item('_left.rows', '_i'), '_j') }}
{%- endset -%}
{%- set pivot = array_item(array_item('_left.rows', '_left.step'), '_left.step') -%}
{%- set reduced -%}
    {{ item }} - case
        when _i > _left.step and _j > _left.step and _pivot > 0
            then {{ array_item(array_item('_left.rows', '_i'), '_left.step') }}
                * {{ array_item(array_item('_left.rows', '_j'), '_left.step') }} / _pivot
        else 0
    end
{%- endset -%}
{%- set start = square_matrix(
    size,
    array_item(array_item(correlations, '_i'), '_j')
    ~ ' - case when _i = _j then ' ~ threshold ~ ' else 0 end'
) -%}
{%- set eliminated = iterate(
    make_struct(step='cast(1 as bigint)', rows=start),
    size,
    '_left',
    make_struct(
        step='_left.step + 1',
        rows=let('_pivot', pivot, square_matrix(size, reduced))
    )
) -%}
{{ let(
    '_eliminated',
    eliminated,
    array_map(
        array_range(1, size), '_i', array_item(array_item('_eliminated.rows', '_i'), '_i')
    )
) }}
{%- endmacro -%}
