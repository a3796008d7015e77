{#-
    With a flag's answers and without them: those that count are left out, those that do
    not count (METRICS: is_valid, superseded) are let in.
-#}
{%- set flags = {
    'out_of_range': false, 'missing_score': false, 'incomplete': true, 'preview': false,
    'duplicate': false, 'speeder': true, 'straightliner': true, 'bot': false,
    'future_dated': false, 'unknown_survey': true,
} %}
with

responses as (

    -- How many of a secret survey's few answers are odd would tell about them.
    select
        *,
        ',' || coalesce(quality_flags, '') || ',' as flag_list,
        least(submitted_date, {{ as_of_date() }}) as placed_date
    from {{ ref('int_survey_responses_flagged') }}
    where not is_secret

),

scores as (

    select * from {{ ref('int_survey_responses_scored') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}
    where year_start_date is not null

),

placed as (

    select
        responses.survey_id,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        periods.is_complete_period,
        scores.nps_points,
        {%- for flag in flags %}
        responses.flag_list like '%,{{ flag }},%' as is_{{ flag }},
        {%- endfor %}
        responses.is_counted
    from responses
    inner join periods
        on responses.placed_date = periods.date_day
    left join scores
        on responses.response_id = scores.response_id

),

summed as (

    select
        survey_id,
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period,
        {%- for flag, counts in flags.items() %}
        {%- set others = 'case when is_counted and not is_' ~ flag
            ~ ' then nps_points end' %}
        {%- set all = 'case when is_counted' ~ ('' if counts else ' or is_' ~ flag)
            ~ ' then nps_points end' %}
        sum(case when is_{{ flag }} then 1 else 0 end) as {{ flag }}_count,
        count({{ all }}) as with_{{ flag }}_count,
        avg({{ all }}) as with_{{ flag }}_nps,
        count({{ others }}) as without_{{ flag }}_count,
        avg({{ others }}) as without_{{ flag }}_nps,
        {%- endfor %}
        count(*) as response_count
    from placed
    group by 1, 2, 3, 4, 5

),

unpivoted as (
    {%- for flag, counts in flags.items() %}

    select
        survey_id,
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period,
        '{{ flag }}' as flag,
        {{ counts }} as is_flag_counted,
        {{ flag }}_count as flagged_count,
        response_count,
        with_{{ flag }}_count as with_count,
        with_{{ flag }}_nps as with_nps,
        without_{{ flag }}_count as without_count,
        without_{{ flag }}_nps as without_nps
    from summed
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    unpivoted.survey_id,
    unpivoted.period_grain,
    unpivoted.period_start_date,
    unpivoted.period_end_date,
    unpivoted.is_complete_period,
    {{ is_latest_complete_period('unpivoted', series=['survey_id', 'flag']) }},
    unpivoted.flag,
    unpivoted.is_flag_counted,
    cast(unpivoted.flagged_count as bigint) as flagged_count,
    cast(unpivoted.response_count as bigint) as response_count,
    unpivoted.flagged_count / cast(unpivoted.response_count as double) as share,
    case
        when unpivoted.with_count < {{ var('min_group_size') }} then null
        when unpivoted.without_count < {{ var('min_group_size') }} then null
        else unpivoted.with_nps - unpivoted.without_nps
    end as nps_effect
from unpivoted
