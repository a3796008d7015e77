with

source as (

    select * from {{ source('landing', 'loads') }}
    where {{ is_known('loaded_at') }}

),

renamed as (

    select
        load_id,
        source_system,
        table_name,
        source_file,
        content_hash,
        file_bytes,
        loaded_at,
        parsed_row_count,
        rejected_row_count
    from source
    -- Failed files and copies brought no rows.
    where load_status = 'loaded'

)

select * from renamed
