-- row_to_json

with

landed as (

    select
        'R_1' as response_id,
        cast(null as string) as answer,
        'a "b" 服务/ 2024-01-31 10:00:00.500000~~' as remark,
        cast(12 as bigint) as load_id,
        timestamp '2024-01-31 10:00:00' as loaded_at,
        timestamp '2024-01-31 10:00:00.120' as updated_at,
        date '2024-01-31' as landed_date

),

written as (

    select
        *,
        {{ row_to_json('landed') }} as raw_record
    from landed

)

select *
from written
where
    raw_record is distinct from
    '{"response_id":"R_1","answer":null,'
    || '"remark":"a \"b\" 服务/ 2024-01-31 10:00:00.500000~~","load_id":12,'
    || '"loaded_at":"2024-01-31 10:00:00","updated_at":"2024-01-31 10:00:00.12",'
    || '"landed_date":"2024-01-31"}'
