{#-
    Departments, tenure bands and all employees together. The estimates leave out what
    secrecy hides, and enough beside it that it cannot be computed back.
-#}
{%- set columns -%}
    brand_id, dimension, period_grain, period_start_date, period_end_date,
    is_complete_period, response_count, promoter_count, passive_count, detractor_count,
    promoter_share, passive_share, detractor_share, nps, nps_ci_low, nps_ci_high,
    design_effect, reliability_grade, nps_unfiltered, is_reportable, suppression_reason,
    is_count_hidden
{%- endset -%}
with

periods as (

    select * from {{ ref('int_nps_periods_estimated') }}
    where
        survey_kind = 'employee'
        and period_grain in ('month', 'quarter', 'year')

),

segments as (

    select * from {{ ref('int_nps_segments_estimated') }}
    where
        survey_kind = 'employee'
        and segment_type in ('department', 'tenure_band')

),

unioned as (

    select
        'all' as segment_type,
        'all' as segment_value,
        {{ columns }}
    from periods
    union all
    select
        segment_type,
        segment_value,
        {{ columns }}
    from segments

)

select
    unioned.brand_id,
    unioned.dimension,
    unioned.period_grain,
    unioned.period_start_date,
    unioned.period_end_date,
    unioned.is_complete_period,
    {{ is_latest_complete_period('unioned', ['brand_id', 'dimension']) }},
    unioned.segment_type,
    unioned.segment_value,
    {{ nps_block('unioned') }}
from unioned
