{#-
    A row of a wide file becomes many records, one per answer: it is staged if any of them
    is current.
-#}
with

records as (

    select * from {{ ref('int_records_judged') }}

),

used as (

    select * from {{ ref('int_landed_rows_used') }}

),

by_row as (

    select
        staging_model,
        _load_id,
        _row_number,
        max(case when record_status = 'current' then 1 else 0 end) as is_current,
        max(case when record_status = 'superseded' then 1 else 0 end) as is_superseded
    from records
    group by 1, 2, 3

)

select
    by_row.staging_model,
    by_row._load_id,
    by_row._row_number,
    case
        when by_row.is_current = 1 then 'staged'
        when by_row.is_superseded = 1 then 'superseded'
        else 'quarantined'
    end as row_status,
    -- Both models of a long file read its every row, and each answers for its own part.
    by_row.is_current = 1 and used._load_id is not null as is_in_fact
from by_row
left join used
    on by_row._load_id = used._load_id
    and by_row._row_number = used._row_number
