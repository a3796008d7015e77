{%- set series = ['brand_id', 'survey_kind', 'department_id'] -%}
with

targets as (

    select
        brand_id,
        survey_kind,
        coalesce(department_id, 'all') as department_id,
        valid_from,
        target_nps,
        lead(valid_from) over (
            partition by brand_id, survey_kind, department_id
            order by valid_from nulls last
        ) as valid_to
    from {{ ref('nps_targets') }}

),

periods as (

    select * from {{ ref('int_nps_periods_estimated') }}

),

segments as (

    select * from {{ ref('int_nps_segments_estimated') }}

),

{%- set columns -%}
    brand_id, survey_kind, dimension, period_grain, period_start_date, period_end_date,
    is_complete_period, response_count, promoter_count, passive_count, detractor_count,
    promoter_share, passive_share, detractor_share, nps, nps_ci_low, nps_ci_high,
    design_effect, reliability_grade, nps_unfiltered, is_reportable, suppression_reason,
    is_count_hidden, adjusted_net, adjusted_se
{%- endset %}

measured as (

    select
        'all' as department_id,
        {{ columns }}
    from periods
    where
        dimension = 'overall'
        and period_grain in ('month', 'quarter', 'year')
    union all
    select
        segment_value as department_id,
        {{ columns }}
    from segments
    where
        dimension = 'overall'
        and segment_type = 'department'

),

aimed as (

    -- The target that holds on the period's last day, so far as that has come.
    select
        measured.*,
        targets.target_nps,
        measured.nps - targets.target_nps as gap,
        (100 * measured.adjusted_net - targets.target_nps)
        / (100 * measured.adjusted_se) as standardised_gap,
        {{ normal_cdf('standardised_gap') }} as probability_met
    from measured
    inner join targets
        on {{ equal_columns('measured', 'targets', series) }}
        and least(measured.period_end_date, {{ as_of_date() }}) >= targets.valid_from
        and (
            targets.valid_to is null
            or least(measured.period_end_date, {{ as_of_date() }}) < targets.valid_to
        )

)

select
    aimed.brand_id,
    aimed.survey_kind,
    aimed.department_id,
    aimed.period_grain,
    aimed.period_start_date,
    aimed.period_end_date,
    aimed.is_complete_period,
    {{ is_latest_complete_period('aimed', ['brand_id', 'survey_kind']) }},
    aimed.target_nps,
    {{ nps_block('aimed') }},
    {%- for column in ['gap', 'probability_met'] %}
    case when aimed.suppression_reason is null then aimed.{{ column }} end
        as {{ column }},
    {%- endfor %}
    case when aimed.suppression_reason is null then aimed.gap >= 0 end as is_met
from aimed
