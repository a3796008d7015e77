-- to_number

with

cases as (

    select * from (
        values
        ('10', 10.0),
        (' 7.5 ', 7.5),
        ('{{ "\u00a09\u3000" }}', 9.0),
        ('-3', -3.0),
        ('+4', 4.0),
        ('.5', 0.5),
        ('5.', 5.0),
        ('1e1', 10.0),
        ('25E-1', 2.5),
        ('1e999', null),
        ('1,5', null),
        ('1_000', null),
        ('1d', null),
        ('0x1F', null),
        ('1 2', null),
        ('٩', null),
        ('９', null),
        ('NaN', null),
        ('inf', null),
        ('N/A', null),
        ('.', null),
        ('', null),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ to_number('landed') }} is distinct from cast(expected as double)
