{#-
    Raking (iterative proportional fitting) on the cells of the cross table, not on
    responses: an array fold per row. A table of its own, for Spark would repeat the fold
    wherever its result is read.
-#}
{{ config(materialized='table') }}

with

gathered as (

    select * from {{ ref('int_weight_cells_gathered') }}

),

raked as (

    select
        *,
        {{ raked() }} as state
    from gathered

)

select
    raked.weighting_id,
    raked.response_count,
    raked.cell_count,
    raked.cell_counts,
    raked.number_1,
    raked.number_2,
    raked.number_3,
    raked.state.totals as raked_totals
from raked
