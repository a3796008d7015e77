{#-
    Johnson's (2000) relative weights, as an array: of `correlations`, those of `size` drivers
    with one another (an array of rows, each an array of doubles), and `with_score`, the array
    of those with the score. They add up to R squared.

    With R the correlations of the drivers and r those with the score, weight j is the sum over
    m of (square root of R)[j, m] squared times (inverse square root of R times r)[m] squared.
    Both roots come from Newton and Schulz' coupled steps, which need no inverse: Y from R over
    its size, Z from 1, T = (3 - Z Y) / 2, then Y T and T Z, in this order and no shorter: the
    steps are stable only so, though all of these are symmetric. The size of R cancels out.
    Twenty steps suffice for smallest eigenvalues from 1e-4; with some forty more, rounding
    errors take over.
-#}
{%- macro relative_weights(correlations, with_score, size, steps=20) -%}
{%- set magnitude -%}
    sqrt({{ array_sum(
        array_map(correlations, '_row', array_dot_product('_row', '_row'))
    ) }})
{%- endset -%}
{%- set scaled = let(
    '_magnitude',
    magnitude,
    array_map(correlations, '_row', array_map('_row', '_item', '_item / _magnitude'))
) -%}
{%- set turn = array_map_at(
    matrix_product('_roots.z', '_roots.y', size),
    '_row',
    '_down',
    array_map_at(
        '_row',
        '_item',
        '_across',
        'cast(case when _down = _across then 1.5 else 0 end as double) - 0.5 * _item'
    )
) -%}
{%- set roots = iterate(
    make_struct(
        y=scaled,
        z=square_matrix(size, 'cast(case when _i = _j then 1 else 0 end as double)')
    ),
    steps,
    '_roots',
    let('_turn', turn, make_struct(
        y=matrix_product('_roots.y', '_turn', size),
        z=matrix_product('_turn', '_roots.z', size)
    ))
) -%}
{%- set squared_slopes = array_map(
    array_map('_found.z', '_row', array_dot_product('_row', with_score)),
    '_slope',
    '_slope * _slope'
) -%}
{%- set weights = array_map(
    '_found.y',
    '_row',
    array_dot_product(array_map('_row', '_item', '_item * _item'), '_squared_slopes')
) -%}
{{ let('_found', roots, let('_squared_slopes', squared_slopes, weights)) }}
{%- endmacro -%}
