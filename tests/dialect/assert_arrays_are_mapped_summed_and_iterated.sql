-- array_range, array_map, array_sum, array_max, let, iterate, make_struct

with

samples as (

    select cast(3 as double) as three

),

found as (

    select
        {{ array_range(1, 4) }} as range_1_4,
        {{ array_map(array_range(1, 4), 'n', 'n * n') }} as squares,
        {{ array_sum(array_map(array_range(1, 4), 'n', 'cast(n as double) * three')) }}
            as sum_of_multiples,
        {{ array_sum(array_map(
            array_range(1, 2), 'n', 'case when n > 1 then three end'
        )) }} as sum_without_nulls,
        {{ array_max(array_map(
            array_range(1, 3), 'n', 'case when n < 3 then n * three end'
        )) }} as largest,
        {{ let('x', 'three * three', 'x * x') }} as fourth_power,
        -- Fibonacci's numbers: 1, 1, 2, 3, 5, 8.
        {{ iterate(
            make_struct(a='cast(1 as double)', b='cast(1 as double)'),
            4,
            'pair',
            make_struct(a='pair.b', b='pair.a + pair.b')
        ) }}.b as eighth
    from samples

)

select * from found
where
    {{ array_item('range_1_4', 4) }} is distinct from 4
    or {{ array_item('range_1_4', 5) }} is not null
    or {{ array_item('squares', 3) }} is distinct from 9
    or sum_of_multiples is distinct from 30
    or sum_without_nulls is distinct from 3
    or largest is distinct from 6
    or fourth_power is distinct from 81
    or eighth is distinct from 8
