-- to_boolean

with

cases as (

    select * from (
        values
        ('true', true),
        ('T', true),
        (' Yes ', true),
        ('y', true),
        ('1', true),
        ('是', true),
        ('FALSE', false),
        ('f', false),
        ('No', false),
        ('n', false),
        ('0', false),
        ('{{ "否\u3000" }}', false),
        ('2', null),
        ('maybe', null),
        ('', null),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ to_boolean('landed') }} is distinct from expected
