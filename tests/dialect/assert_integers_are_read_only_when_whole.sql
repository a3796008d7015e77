-- to_integer

with

cases as (

    select * from (
        values
        ('10', 10),
        ('9.0', 9),
        ('10 ', 10),
        ('1e1', 10),
        ('-1', -1),
        ('9007199254740992', 9007199254740992),
        ('7.5', null),
        ('9007199254740994', null),
        ('1e30', null),
        ('٩', null),
        ('n/a', null),
        ('', null),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ to_integer('landed') }} is distinct from cast(expected as bigint)
