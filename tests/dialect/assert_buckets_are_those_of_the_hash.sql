-- hash_bucket: md5 of `account-1` begins with c667b5d4, of the Chinese word ff0b2077.

with

cases as (

    select * from (
        values
        ('account-1', 20, 4),
        ('客户', 20, 7),
        ('', 20, 13),
        (cast(null as string), 20, null)
    ) as cases (x, buckets, expected)

)

select * from cases
where {{ hash_bucket('x', 'buckets') }} is distinct from expected
