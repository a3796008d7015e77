{#- Over the segments of a type, to 1e-9; on respondents to the change of the series. -#}
with

decomposed as (

    select
        brand_id,
        survey_kind,
        dimension,
        period_grain,
        period_start_date,
        previous_period_start_date,
        segment_type,
        mix_basis,
        max(nps_change) as nps_change,
        sum(total_effect) as total_effect,
        sum(weight) as weight,
        sum(weight_previous) as weight_previous
    from {{ ref('nps_change_decomposition') }}
    where suppression_reason is null
    group by 1, 2, 3, 4, 5, 6, 7, 8

),

now as (

    select * from {{ ref('nps_by_period') }}

),

before as (

    select * from {{ ref('nps_by_period') }}

)

select decomposed.*
from decomposed
inner join now
    on {{ equal_columns('decomposed', 'now', [
        'brand_id', 'survey_kind', 'dimension', 'period_grain', 'period_start_date'
    ]) }}
inner join before
    on {{ equal_columns('decomposed', 'before', [
        'brand_id', 'survey_kind', 'dimension', 'period_grain'
    ]) }}
    and decomposed.previous_period_start_date = before.period_start_date
where
    abs(decomposed.total_effect - decomposed.nps_change) > 1e-9
    or abs(decomposed.weight - 1) > 1e-9
    or abs(decomposed.weight_previous - 1) > 1e-9
    or decomposed.mix_basis = 'respondents'
    and abs(decomposed.nps_change - (now.nps - before.nps)) > 1e-9
