-- regexp_replace_each

with

cases as (

    select * from (
        values
        ('5 may 2020', '2020-5-5 '),
        ('may 5 may', 'may 5 may'),
        ('7', '7'),
        ('', ''),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ regexp_replace_each('landed', [
    ('^([0-9]+) (.*) ([0-9]+)$', '\\3-\\2-\\1 '),
    ('-may-', '-5-'),
    ('^ (.*)$', '\\1'),
]) }} is distinct from expected
