{#- The mean weight of a survey's responses in a period is 1, before trimming and after. -#}
{{ config(materialized='table') }}

with

raked as (

    select * from {{ ref('int_weightings_raked') }}

),

exploded as (

    select
        weighting_id,
        response_count / nullif({{ array_sum('raked_totals') }}, 0) as rescaling,
        {{ explode_array(array_map(
            array_range(1, 'cell_count'),
            'i',
            make_struct(
                number_1=array_item('number_1', 'i'),
                number_2=array_item('number_2', 'i'),
                number_3=array_item('number_3', 'i'),
                cell_count=array_item('cell_counts', 'i'),
                raked_total=array_item('raked_totals', 'i')
            )
        )) }} as cell
    from raked

),

weighed as (

    select
        exploded.weighting_id,
        exploded.cell.number_1,
        exploded.cell.number_2,
        exploded.cell.number_3,
        exploded.cell.cell_count,
        exploded.cell.raked_total / exploded.cell.cell_count * exploded.rescaling
            as raked_weight
    from exploded

),

trimmed as (

    select
        *,
        {{ trimmed_weight('raked_weight') }} as trimmed_weight
    from weighed

),

means as (

    select
        weighting_id,
        {{ exact_sum('cell_count * trimmed_weight') }} / sum(cell_count) as mean_weight
    from trimmed
    group by 1

)

select
    trimmed.weighting_id,
    trimmed.number_1,
    trimmed.number_2,
    trimmed.number_3,
    trimmed.cell_count,
    trimmed.raked_weight,
    trimmed.trimmed_weight != trimmed.raked_weight as is_trimmed,
    trimmed.trimmed_weight / means.mean_weight as weight
from trimmed
inner join means
    on trimmed.weighting_id = means.weighting_id
