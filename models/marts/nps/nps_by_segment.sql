with

answers as (

    select * from {{ ref('int_nps_answers_by_segment') }}

),

periods as (

    -- Segments start at the month: segments of days would outgrow the fact.
    select * from {{ ref('int_dates_by_period') }}
    where year_start_date is not null

),

secret_segments as (

    select * from {{ ref('int_nps_secret_segments') }}

),

placed as (

    select
        answers.brand_id,
        answers.survey_kind,
        answers.dimension,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        periods.is_complete_period,
        answers.segment_type,
        answers.segment_value,
        answers.cluster_id,
        answers.nps_points,
        answers.is_secret,
        answers.is_counted
        and not (answers.is_secret and coalesce(secret_segments.is_hidden, true))
            as is_shown,
        case when answers.is_secret then secret_segments.suppression_reason end
            as secret_suppression_reason
    from answers
    inner join periods
        on answers.submitted_date = periods.date_day
    left join secret_segments
        on answers.brand_id = secret_segments.brand_id
        and answers.survey_kind = secret_segments.survey_kind
        and answers.dimension = secret_segments.dimension
        and answers.segment_type = secret_segments.segment_type
        and answers.segment_value = secret_segments.segment_value
        and periods.period_grain = secret_segments.period_grain
        and periods.period_start_date = secret_segments.period_start_date
        and answers.is_secret

),

{{ nps_estimated('placed', group_by=[
    'brand_id',
    'survey_kind',
    'dimension',
    'period_grain',
    'period_start_date',
    'period_end_date',
    'is_complete_period',
    'segment_type',
    'segment_value',
]) }}

select
    estimated.brand_id,
    estimated.survey_kind,
    estimated.dimension,
    estimated.period_grain,
    estimated.period_start_date,
    estimated.period_end_date,
    estimated.is_complete_period,
    {{ is_latest_complete_period('estimated') }},
    estimated.segment_type,
    estimated.segment_value,
    {{ nps_block('estimated') }}
from estimated
