with

own_nps as (

    -- Of years and quarters: benchmarks are yearly.
    select * from {{ ref('nps_by_period') }}
    where
        dimension = 'overall'
        and period_grain in ('quarter', 'year')

),

own_brands as (

    select * from {{ ref('dim_brands') }}
    where is_own

),

benchmarks as (

    select * from {{ ref('industry_benchmarks') }}

),

counted_answers as (

    select * from {{ ref('int_nps_answers_segmented') }}
    where
        dimension = 'overall'
        and is_counted

),

questions as (

    select
        response_id,
        question_id,
        cast(coalesce(scale_min, 0) as integer) as scale_min,
        cast(coalesce(scale_max, 10) as integer) as scale_max
    from {{ ref('int_survey_answers_defined') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}
    where period_grain in ('quarter', 'year')

),

scales as (

    -- A promoter on one scale is none on another.
    select
        counted_answers.brand_id,
        counted_answers.survey_kind,
        periods.period_grain,
        periods.period_start_date,
        case
            when
                min(questions.scale_min) = max(questions.scale_min)
                and min(questions.scale_max) = max(questions.scale_max)
                then min(questions.scale_min) || '-' || max(questions.scale_max)
            else 'mixed'
        end as own_scale
    from counted_answers
    inner join questions
        on counted_answers.response_id = questions.response_id
        and counted_answers.question_id = questions.question_id
    inner join periods
        on counted_answers.submitted_date = periods.date_day
    group by 1, 2, 3, 4

),

faced as (

    -- What employees say is another matter than what customers say.
    select
        own_nps.*,
        benchmarks.benchmark_id,
        benchmarks.industry,
        benchmarks.statistic,
        benchmarks.nps as benchmark_nps,
        benchmarks.survey_kind as benchmark_survey_kind,
        benchmarks.method,
        benchmarks.scale,
        benchmarks.geography,
        benchmarks.sample,
        benchmarks.source,
        benchmarks.survey_year,
        benchmarks.published_year,
        scales.own_scale,
        case own_nps.survey_kind
            {%- for survey_kind, method in var('own_survey_methods').items() %}
            when '{{ survey_kind }}' then '{{ method }}'
            {%- endfor %}
        end as own_method
    from own_nps
    inner join own_brands
        on own_nps.brand_id = own_brands.brand_id
    inner join benchmarks
        on benchmarks.industry in (own_brands.industry, 'cross_industry')
        and (own_nps.survey_kind = 'employee')
        = (coalesce(benchmarks.survey_kind, '') = 'employee')
    left join scales
        on own_nps.brand_id = scales.brand_id
        and own_nps.survey_kind = scales.survey_kind
        and own_nps.period_grain = scales.period_grain
        and own_nps.period_start_date = scales.period_start_date

),

judged as (

    -- What is unknown is not known to be the same.
    select
        *,
        case when survey_kind = benchmark_survey_kind then '' else ', survey_kind' end
        || case when own_method = method then '' else ', method' end
        || case when own_scale = scale then '' else ', scale' end
        || case
            when
                abs(year(period_start_date) - survey_year)
                <= {{ var('max_benchmark_years') }}
                then ''
            else ', survey_year'
        end as differences
    from faced

)

select
    brand_id,
    survey_kind,
    period_grain,
    period_start_date,
    period_end_date,
    is_complete_period,
    is_latest_complete_period,
    response_count,
    nps,
    nps_ci_low,
    nps_ci_high,
    is_reportable,
    suppression_reason,
    own_method,
    own_scale,
    benchmark_id,
    industry,
    statistic,
    benchmark_nps,
    case when differences = '' then nps - benchmark_nps end as gap,
    case when differences = '' then nps_ci_low - benchmark_nps end as gap_ci_low,
    case when differences = '' then nps_ci_high - benchmark_nps end as gap_ci_high,
    differences = '' as is_comparable,
    nullif(substr(differences, 3), '') as incomparable_reason,
    source,
    survey_year,
    published_year,
    method,
    geography,
    sample,
    benchmark_survey_kind,
    scale
from judged
