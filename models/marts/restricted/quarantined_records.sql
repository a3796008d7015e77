with

records as (

    -- A landed row of a wide file is many records, quarantined for one reason.
    select
        staging_model,
        _load_id,
        _loaded_at,
        _source_file,
        _row_number,
        min(status_reason) as status_reason,
        min(raw_record) as raw_record
    from {{ ref('int_records_judged') }}
    where quarantine_reason is not null
    group by 1, 2, 3, 4, 5

),

loads as (

    select * from {{ ref('stg_landing__loads') }}

),

rejects as (

    select * from {{ ref('stg_landing__rejects') }}

),

unioned as (

    select
        loads.source_system,
        loads.table_name,
        records.staging_model,
        records._load_id as load_id,
        records._source_file as source_file,
        records._row_number as source_row_number,
        cast(null as bigint) as source_line_number,
        records.status_reason as reason,
        records.raw_record,
        records._loaded_at as loaded_at
    from records
    inner join loads
        on records._load_id = loads.load_id
    union all
    -- A line the loader could not parse has a line number and no record.
    select
        source_system,
        table_name,
        cast(null as string) as staging_model,
        load_id,
        source_file,
        cast(null as bigint) as source_row_number,
        line_number as source_line_number,
        reason,
        rejected_text as raw_record,
        loaded_at
    from rejects

)

select * from unioned
