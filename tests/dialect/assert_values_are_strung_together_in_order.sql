with

cases as (

    select * from (
        values
        ('numbers', 10),
        ('numbers', 9),
        ('numbers', cast(null as integer)),
        ('none', null)
    ) as cases (name, x)

),

strung as (

    select
        name,
        {{ string_agg_sorted('x') }} as result
    from cases
    group by 1

)

select * from strung
where result is distinct from case when name = 'numbers' then '9, 10' end
