with

numbered as (

    select * from {{ ref('int_weight_cells_numbered') }}

),

categories as (

    select * from {{ ref('int_weight_categories_merged') }}

),

cells as (

    select
        weighting_id,
        number_1,
        number_2,
        number_3,
        cast(sum(cell_count) as double) as cell_count
    from numbered
    group by 1, 2, 3, 4

),

gathered_cells as (

    select
        weighting_id,
        count(*) as cell_count,
        sum(cell_count) as response_count,
        {{ sorted_array(make_struct(
            number_1='number_1',
            number_2='number_2',
            number_3='number_3',
            cell_count='cell_count'
        )) }} as cells
    from cells
    group by 1

),

targets as (

    select
        weighting_id,
        margin_number,
        category_number,
        {{ exact_sum('target_count') }} as target_count
    from categories
    group by 1, 2, 3

),

gathered_targets as (

    select
        weighting_id,
        {%- for margin in [1, 2, 3] %}
        {{ sorted_array(
            make_struct(category_number='category_number', target_count='target_count'),
            'margin_number = ' ~ margin
        ) }} as targets_{{ margin }},
        {%- endfor %}
        max(case when margin_number = 1 then category_number end) as category_count_1,
        max(case when margin_number = 2 then category_number end) as category_count_2,
        max(case when margin_number = 3 then category_number end) as category_count_3
    from targets
    group by 1

)

select
    gathered_cells.weighting_id,
    gathered_cells.cell_count,
    gathered_cells.response_count,
    {%- for margin in [1, 2, 3] %}
    {{ array_map('gathered_cells.cells', 'cell', 'cell.number_' ~ margin) }}
        as number_{{ margin }},
    {{ array_map(
        'gathered_targets.targets_' ~ margin, 'target', 'target.target_count'
    ) }}
        as targets_{{ margin }},
    gathered_targets.category_count_{{ margin }},
    {%- endfor %}
    {{ array_map('gathered_cells.cells', 'cell', 'cell.cell_count') }} as cell_counts
from gathered_cells
inner join gathered_targets
    on gathered_cells.weighting_id = gathered_targets.weighting_id
