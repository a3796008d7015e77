{#-
    The response rate of each survey, and of each of its channels, against that of the
    period before. Invitations still to be answered would make every rate fall: a period is
    judged when the last of them has matured.
-#}
with

invitations as (

    select * from {{ ref('int_survey_invitations_followed') }}
    where not is_secret and not is_bounced

),

surveys as (

    select * from {{ ref('surveys') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}
    where
        period_grain in ('month', 'quarter')
        and {{ add_days('period_end_date', var('invitation_maturity_days') + 1) }}
        <= {{ as_of_date() }}

),

rules as (

    select * from {{ ref('alert_rules') }}

),

cohorts as (

    select
        invitations.survey_id,
        invitations.channel_id,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        count(*) as delivered,
        sum(case when invitations.is_completed then 1 else 0 end) as completed
    from invitations
    inner join periods
        on invitations.sent_month = periods.date_day
    group by 1, 2, 3, 4, 5

),

scoped as (

    select
        survey_id,
        survey_id || ' x ' || channel_id as scope,
        'survey x channel' as segment_type,
        period_grain,
        period_start_date,
        period_end_date,
        delivered,
        completed,
        -- The only channel of a survey is the survey under another name.
        delivered < sum(delivered) over (
            partition by survey_id, period_grain, period_start_date
        ) as is_watched
    from cohorts
    union all
    select
        survey_id,
        survey_id as scope,
        'survey' as segment_type,
        period_grain,
        period_start_date,
        period_end_date,
        sum(delivered) as delivered,
        sum(completed) as completed,
        true as is_watched
    from cohorts
    group by 1, 4, 5, 6

),

numbered as (

    select
        *,
        cast(delivered as double) as delivered_count,
        cast(completed as double) / delivered as response_rate,
        row_number() over (
            partition by scope, segment_type, period_grain
            order by period_start_date nulls last
        ) as period_number
    from scoped
    where delivered >= {{ var('min_reportable_count') }}

),

previous as (

    select * from numbered

),

compared as (

    select
        numbered.*,
        rules.alert_type,
        '{{ var("default_brand_id") }}' as brand_id,
        coalesce(surveys.survey_kind, 'unknown') as survey_kind,
        cast(null as string) as dimension,
        cast(null as string) as market,
        cast(null as string) as competitor_brand_id,
        numbered.scope as segment_value,
        'response_rate' as metric,
        numbered.response_rate as observed,
        previous.response_rate as expected,
        (1 - rules.min_relative_change) * previous.response_rate as limit_value,
        {{ two_proportion_z(
            'numbered.response_rate', 'numbered.delivered_count',
            'previous.response_rate', 'previous.delivered_count'
        ) }} as rate_z,
        {{ two_sided_p_value('rate_z') }} as p_value,
        cast(numbered.completed as bigint) as response_count,
        previous.completed as previous_completed,
        previous.delivered as previous_delivered,
        previous.period_start_date as previous_start_date
    from numbered
    inner join previous
        on numbered.scope = previous.scope
        and numbered.segment_type = previous.segment_type
        and numbered.period_grain = previous.period_grain
        and numbered.period_number - 1 = previous.period_number
    inner join rules
        on rules.alert_type = 'response_rate_drop'
    left join surveys
        on numbered.survey_id = surveys.survey_id
    where numbered.is_watched

),

judged as (

    select
        *,
        brand_id || ':' || survey_kind || ':' || segment_type || '=' || segment_value
            as series_id,
        observed <= limit_value and observed < expected as is_candidate,
        {{ written_number('100 * observed') }} || ' % of ' || delivered
        || ' delivered invitations were completed, after '
        || {{ written_number('100 * expected') }} || ' % of ' || previous_delivered
        || ' in the period from ' || previous_start_date as evidence
    from compared

)

select {{ alert_columns('judged') }}
from judged
