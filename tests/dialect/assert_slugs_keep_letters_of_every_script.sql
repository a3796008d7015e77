-- slugify

with

cases as (

    select * from (
        values
        ('Market Europe', 'market_europe'),
        ('  R&D / Service!! ', 'r_d_service'),
        ('Élan-2', 'élan_2'),
        ('服务 质量', '服务_质量'),
        ('_already_a_slug_', 'already_a_slug'),
        ('--', null),
        ('', null),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ slugify('landed') }} is distinct from expected
