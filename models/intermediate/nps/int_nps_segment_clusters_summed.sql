{#-
    What each account or customer answered in each segment and period. Segments start at
    the month: segments of days would outgrow the fact. Months make up quarters and years.
-#}
{{ config(materialized='table') }}
{%- set counted = [
    'cluster_size', 'cluster_promoters', 'cluster_passives', 'cluster_detractors'
] %}
{%- set unfiltered = ['cluster_points_unfiltered', 'cluster_size_unfiltered'] %}

with

answers as (

    select * from {{ ref('int_nps_answers_by_segment') }}

),

segments as (

    select * from {{ ref('int_nps_segments_numbered') }}

),

secret_segments as (

    select * from {{ ref('int_nps_secret_segments') }}

),

months as (

    select
        date_day,
        period_start_date as month_start_date,
        parent_start_date as quarter_start_date,
        year_start_date
    from {{ ref('int_dates_by_period') }}
    where period_grain = 'month'

),

by_month as (

    select
        segments.segment_number,
        months.month_start_date,
        months.quarter_start_date,
        months.year_start_date,
        answers.cluster_number,
        max(answers.is_secret) as is_secret,
        {{ nps_cluster_sums('answers.is_counted') }}
    from answers
    inner join segments
        on answers.series_number = segments.series_number
        and answers.segment_type = segments.segment_type
        and answers.segment_value = segments.segment_value
    inner join months
        on answers.submitted_date = months.date_day
    group by 1, 2, 3, 4, 5

),

rolled_up as (
    {%- for grain in ['month', 'quarter', 'year'] %}

    select
        segment_number,
        '{{ grain }}' as period_grain,
        {{ grain }}_start_date as period_start_date,
        cluster_number as cluster_id,
        {%- for column in counted + unfiltered %}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {%- endfor %}
        max(is_secret) as is_secret
    from by_month
    group by 1, 2, 3, 4
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

hidden as (

    select
        segments.segment_number,
        secret_segments.period_grain,
        secret_segments.period_start_date,
        secret_segments.suppression_reason
    from secret_segments
    inner join segments
        on secret_segments.brand_id = segments.brand_id
        and secret_segments.survey_kind = segments.survey_kind
        and secret_segments.dimension = segments.dimension
        and secret_segments.segment_type = segments.segment_type
        and secret_segments.segment_value = segments.segment_value
    where secret_segments.is_hidden

),

judged as (

    select
        *,
        1 as is_shown,
        cast(null as string) as secret_suppression_reason
    from rolled_up
    where not is_secret
    union all
    select
        rolled_up.*,
        case when hidden.segment_number is null then 1 else 0 end as is_shown,
        hidden.suppression_reason as secret_suppression_reason
    from rolled_up
    left join hidden
        on rolled_up.segment_number = hidden.segment_number
        and rolled_up.period_grain = hidden.period_grain
        and rolled_up.period_start_date = hidden.period_start_date
    where rolled_up.is_secret

)

select
    segment_number,
    period_grain,
    period_start_date,
    cluster_id,
    {%- for column in counted %}
    {{ column }} * is_shown as {{ column }},
    {%- endfor %}
    {%- for column in unfiltered %}
    {{ column }},
    {%- endfor %}
    secret_suppression_reason
from judged
