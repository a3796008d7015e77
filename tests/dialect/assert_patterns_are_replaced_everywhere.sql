-- regexp_replace_all

with

cases as (

    select * from (
        values
        ('a1b22c', 'a<1>b<22>c'),
        ('a\1', 'a\<1>'),
        ('$1', '$<1>'),
        ('服务5星', '服务<5>星'),
        ('none', 'none'),
        ('', ''),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where
    {{ regexp_replace_all('landed', '([0-9]+)', '<\\1>') }} is distinct from expected
