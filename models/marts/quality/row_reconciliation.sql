with

-- What was landed is told by the loader's own log, not by the rows.
loads as (

    select * from {{ ref('stg_landing__loads') }}

),

counted_rows as (

    select * from {{ ref('int_landed_rows_counted') }}

),

landed as (

    select
        source_system,
        table_name,
        sum(parsed_row_count) as parsed_row_count,
        sum(rejected_row_count) as rejected_row_count
    from loads
    group by 1, 2

),

judged as (

    select
        loads.source_system,
        loads.table_name,
        counted_rows.staging_model,
        sum(counted_rows.quarantined) as quarantined,
        sum(counted_rows.superseded) as superseded,
        sum(counted_rows.staged) as staged,
        sum(counted_rows.in_fact) as in_fact
    from counted_rows
    inner join loads
        on counted_rows._load_id = loads.load_id
    group by 1, 2, 3

)

-- A landed table that no staging model reads shows without one.
select
    landed.source_system || '.' || landed.table_name
    || coalesce(':' || judged.staging_model, '') as reconciliation_id,
    landed.source_system,
    landed.table_name,
    judged.staging_model,
    cast(landed.parsed_row_count + landed.rejected_row_count as bigint) as landed,
    cast(landed.rejected_row_count as bigint) as rejected,
    cast(judged.quarantined + landed.rejected_row_count as bigint) as quarantined,
    cast(judged.superseded as bigint) as superseded,
    cast(judged.staged as bigint) as staged,
    cast(judged.in_fact as bigint) as in_fact
from landed
left join judged
    on landed.source_system = judged.source_system
    and landed.table_name = judged.table_name
