-- matches_joined

with

cases as (

    select * from (
        values
        ('a1b22c', '1 22'),
        ('服务5星,12', '5星 12'),
        ('7星 8', '7星 8'),
        ('none', ''),
        ('', ''),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ matches_joined('landed', '[0-9]\\x{661F}|[0-9]+') }} is distinct from expected
