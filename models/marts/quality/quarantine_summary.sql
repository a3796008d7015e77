with

quarantined_rows as (

    -- A row of a wide file is several records: it counts once per reason.
    select
        source_system,
        table_name,
        source_file,
        reason,
        coalesce(source_row_number, source_line_number) as row_or_line_number
    from {{ ref('quarantined_records') }}
    group by 1, 2, 3, 4, 5

),

ranked as (

    select
        *,
        row_number() over (
            partition by source_system, table_name, source_file, reason
            order by row_or_line_number nulls last
        ) as row_rank
    from quarantined_rows

),

summarised as (

    select
        source_system,
        table_name,
        source_file,
        reason,
        count(*) as row_count,
        -- Enough to look at; the rows themselves are restricted.
        {{ string_agg_sorted('case when row_rank <= 5 then row_or_line_number end') }}
            as first_row_numbers
    from ranked
    group by 1, 2, 3, 4

)

select
    source_file || ':' || reason as quarantine_id,
    source_system,
    table_name,
    source_file,
    reason,
    row_count,
    first_row_numbers
from summarised
