-- array_agg_sorted, array_dot_product, array_map_at

with

cases as (

    select * from (
        values
        ('some', 2, 20.5),
        ('some', 10, 100.0),
        ('some', 1, 10.0),
        ('one', 1, 3.0)
    ) as cases (name, place, x)

),

gathered as (

    select
        name,
        {{ array_agg_sorted('cast(x as double)', 'place') }} as result
    from cases
    group by 1

),

mapped as (

    select
        name,
        result,
        {{ array_map_at('result', 'item', 'nth', 'item * nth') }} as multiples,
        {{ array_dot_product('result', 'result') }} as squares
    from gathered

)

select * from mapped
where
    {{ array_item('result', 1) }}
    is distinct from case name when 'some' then 10 else 3 end
    or {{ array_item('result', 3) }} is distinct from case name when 'some' then 100 end
    or {{ array_item('multiples', 2) }}
    is distinct from case name when 'some' then 41 end
    or squares is distinct from case name when 'some' then 10520.25 else 9 end
