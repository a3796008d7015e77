-- to_amount

with

cases as (

    select * from (
        values
        ('10', 10.0),
        ('-1424.17', -1424.17),
        ('1,424.17', 1424.17),
        ('1,234,567', 1234567.0),
        ('€ 21,639.20', 21639.2),
        ('{{ "\u00a5\u00a0" }}9.50', 9.5),
        ('$5', 5.0),
        ('-$1,000', -1000.0),
        ('$-1,000', -1000.0),
        ('1.424,17 EUR', 1424.17),
        ('EUR 1.234.567,8', 1234567.8),
        ('12,50', 12.5),
        ('CNY7', 7.0),
        ('1,2345', null),
        ('12,34,567', null),
        ('1 424.17', null),
        ('$', null),
        ('€ 5 $', 5.0),
        ('EURO 5', null),
        ('ten', null),
        ('', null),
        (null, null)
    ) as cases (landed, expected)

)

select
    *,
    {{ to_amount('landed') }} as amount
from cases
where {{ to_amount('landed') }} is distinct from cast(expected as double)
