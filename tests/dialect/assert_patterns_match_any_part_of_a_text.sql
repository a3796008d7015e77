-- regexp_matches

with

cases as (

    select * from (
        values
        ('ticket 42', true),
        ('42', true),
        ('票42', true),
        ('４２', false),
        ('ticket', false),
        ('', false),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ regexp_matches('landed', '(?:^|[^\\d])\\d{2}$') }} is distinct from expected
