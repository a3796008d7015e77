{#-
    Where the answers of employee and anonymous surveys are hidden, from the year
    down: a quarter inside a hidden year is hidden, a month inside a hidden quarter,
    and among the parts of a shown whole never one alone.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}
    where
        is_secret
        and is_counted

),

periods as (

    select * from {{ ref('int_dates_by_period') }}

),

counted as (

    select
        answers.brand_id,
        answers.survey_kind,
        answers.dimension,
        periods.period_grain,
        periods.period_start_date,
        periods.parent_start_date,
        periods.year_start_date,
        count(*) as secret_count
    from answers
    inner join periods
        on answers.submitted_date = periods.date_day
        and periods.year_start_date is not null
    group by 1, 2, 3, 4, 5, 6, 7

),

years as (

    select
        *,
        secret_count < {{ var('min_group_size') }} as is_hidden
    from counted
    where period_grain = 'year'

)
{%- for grain, parents in [('quarter', 'years'), ('month', 'quarters')] %},

{{ grain }}s as (

    select
        counted.*,
        {{ parents }}.is_hidden
        or ({{ is_hidden_among(
            'counted.secret_count',
            'counted.brand_id, counted.survey_kind, counted.dimension, '
            ~ 'counted.parent_start_date',
            'counted.period_start_date'
        ) }}) as is_hidden
    from counted
    inner join {{ parents }}
        on counted.brand_id = {{ parents }}.brand_id
        and counted.survey_kind = {{ parents }}.survey_kind
        and counted.dimension = {{ parents }}.dimension
        and counted.parent_start_date = {{ parents }}.period_start_date
    where counted.period_grain = '{{ grain }}'

)
{%- endfor %},

unioned as (

    select * from years
    union all
    select * from quarters
    union all
    select * from months

)

select
    brand_id,
    survey_kind,
    dimension,
    period_grain,
    period_start_date,
    year_start_date,
    secret_count,
    is_hidden,
    case
        when is_hidden and secret_count < {{ var('min_group_size') }} then 'too_few'
        when is_hidden then 'complementary'
    end as suppression_reason
from unioned
