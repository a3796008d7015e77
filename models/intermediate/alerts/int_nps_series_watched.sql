{#-
    The series that early warnings look at, and their periods in order. Secret answers are
    left out, and periods too small to compare: a late answer to a quarterly survey is no
    period of it. What is asked in waves is watched by quarter, and a panel by market, for
    its mix of markets is drawn, not earned.
-#}
{{ config(materialized='table') }}
{%- set shared = [
    'period_grain', 'period_start_date', 'period_end_date', 'is_complete_period',
    'response_count', 'promoter_count', 'passive_count', 'detractor_count',
    'promoter_share', 'detractor_share', 'nps', 'design_effect', 'adjusted_net',
    'adjusted_se', 'suppression_reason',
] %}

with

periods as (

    select * from {{ ref('int_nps_periods_estimated') }}
    where survey_kind not in ('employee', 'benchmark')

),

paired_periods as (

    select * from {{ ref('int_nps_periods_compared') }}
    where comparison = 'previous'

),

segments as (

    select * from {{ ref('int_nps_segments_estimated') }}
    where
        survey_kind not in ('employee', 'benchmark')
        and segment_value != 'unknown'
        and segment_value not like 'unknown x %'
        and segment_value not like '% x unknown'

),

paired_segments as (

    select * from {{ ref('int_nps_segments_compared') }}
    where comparison = 'previous'

),

markets as (

    select * from {{ ref('int_nps_brands_estimated') }}

),

brands as (

    select * from {{ ref('brands') }}

),

unioned as (

    select
        periods.brand_id,
        periods.survey_kind,
        periods.dimension,
        cast(null as string) as market,
        cast(null as string) as segment_type,
        cast(null as string) as segment_value,
        periods.response_count as whole_count,
        paired_periods.compared_start_date as paired_start_date,
        paired_periods.nps_change_se as paired_se,
        periods.{{ shared | join(',\n        periods.') }}
    from periods
    left join paired_periods
        on periods.brand_id = paired_periods.brand_id
        and periods.survey_kind = paired_periods.survey_kind
        and periods.dimension = paired_periods.dimension
        and periods.period_grain = paired_periods.period_grain
        and periods.period_start_date = paired_periods.period_start_date
    union all
    select
        segments.brand_id,
        segments.survey_kind,
        segments.dimension,
        cast(null as string) as market,
        segments.segment_type,
        segments.segment_value,
        periods.response_count as whole_count,
        paired_segments.compared_start_date as paired_start_date,
        paired_segments.nps_change_se as paired_se,
        segments.{{ shared | join(',\n        segments.') }}
    from segments
    inner join periods
        on segments.brand_id = periods.brand_id
        and segments.survey_kind = periods.survey_kind
        and segments.dimension = periods.dimension
        and segments.period_grain = periods.period_grain
        and segments.period_start_date = periods.period_start_date
    left join paired_segments
        on segments.segment_number = paired_segments.segment_number
        and segments.period_grain = paired_segments.period_grain
        and segments.period_start_date = paired_segments.period_start_date
    union all
    select
        markets.brand_id,
        'benchmark' as survey_kind,
        'overall' as dimension,
        markets.market,
        cast(null as string) as segment_type,
        cast(null as string) as segment_value,
        markets.response_count as whole_count,
        cast(null as date) as paired_start_date,
        cast(null as double) as paired_se,
        markets.{{ shared | join(',\n        markets.') }}
    from markets
    inner join brands
        on markets.brand_id = brands.brand_id
        and brands.is_own

),

named as (

    select
        *,
        brand_id || ':' || survey_kind || ':' || dimension
        || coalesce(':' || market, '')
        || coalesce(':' || segment_type || '=' || segment_value, '') as series_id,
        response_count / design_effect as effective_count
    from unioned
    where
        period_grain in ('month', 'quarter')
        and is_complete_period
        and suppression_reason is null
        and response_count >= {{ var('min_compared_count') }}

),

numbered as (

    select
        *,
        row_number() over (
            partition by series_id, period_grain
            order by period_start_date nulls last
        ) as period_number,
        lag(period_start_date) over (
            partition by series_id, period_grain
            order by period_start_date nulls last
        ) as previous_start_date
    from named

)

select
    *,
    -- A segment that holds all answers is the whole under another name, and the month
    -- of a wave its quarter.
    response_count >= {{ var('min_reportable_count') }}
    and (segment_type is null or response_count < whole_count)
    and (
        period_grain = 'quarter'
        or coalesce(
            previous_start_date = {{ add_months('period_start_date', -1) }}, false
        )
    ) as is_watched
from numbered
