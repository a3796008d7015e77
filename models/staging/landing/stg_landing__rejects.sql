with

source as (

    select * from {{ source('landing', 'rejects') }}
    where {{ is_known('loaded_at') }}

),

renamed as (

    select
        load_id,
        source_system,
        table_name,
        source_file,
        line_number,
        reason,
        rejected_text,
        loaded_at
    from source

)

select * from renamed
