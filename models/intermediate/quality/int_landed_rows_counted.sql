{{ config(materialized='table') }}

with

judged as (

    select * from {{ ref('int_landed_rows_judged') }}

)

select
    staging_model,
    _load_id,
    sum(case when row_status = 'quarantined' then 1 else 0 end) as quarantined,
    sum(case when row_status = 'superseded' then 1 else 0 end) as superseded,
    sum(case when row_status = 'staged' then 1 else 0 end) as staged,
    sum(case when is_in_fact then 1 else 0 end) as in_fact
from judged
group by 1, 2
