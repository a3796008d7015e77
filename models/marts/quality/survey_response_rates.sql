with

invitations as (

    select * from {{ ref('int_survey_invitations_followed') }}

),

coverage as (

    select * from {{ ref('int_survey_cohorts_covered') }}

),

questions as (

    select
        survey_id,
        count(*) as question_count
    from {{ ref('survey_questions') }}
    where
        metric != 'attribute'
        and survey_id != '*'
    group by 1

),

cohorts as (

    select
        survey_id,
        channel_id,
        sent_month,
        count(*) as sent,
        sum(case when not is_bounced then 1 else 0 end) as delivered,
        sum(case when is_opened then 1 else 0 end) as opened,
        sum(case when is_started then 1 else 0 end) as started,
        sum(case when is_completed then 1 else 0 end) as completed,
        percentile_cont(0.5) within group (
            order by case when is_completed then duration_seconds end
        ) as median_duration,
        avg(invitations_in_90_days) as invitations_per_customer_90d
    from invitations
    group by 1, 2, 3

),

joined as (

    select
        cohorts.*,
        {{ add_days('coverage.next_month', var('invitation_maturity_days')) }}
        <= {{ as_of_date() }} as is_matured,
        questions.question_count,
        coverage.heard_account_count,
        coverage.heard_revenue,
        coverage.active_account_count,
        coverage.active_revenue
    from cohorts
    left join questions
        on cohorts.survey_id = questions.survey_id
    left join coverage
        on cohorts.survey_id = coverage.survey_id
        and cohorts.channel_id = coverage.channel_id
        and cohorts.sent_month = coverage.sent_month

)

-- Until the cohort has matured its rates would only rise.
select
    survey_id || ':' || channel_id || ':' || cast(sent_month as string)
        as response_rate_id,
    survey_id,
    channel_id,
    sent_month,
    is_matured,
    cast(sent as bigint) as sent,
    cast(delivered as bigint) as delivered,
    cast(opened as bigint) as opened,
    cast(started as bigint) as started,
    cast(completed as bigint) as completed,
    case when is_matured and delivered > 0 then completed / delivered end
        as response_rate,
    case when is_matured and sent > 0 then completed / sent end
        as response_rate_aapor_rr1,
    case when is_matured and started > 0 then completed / started end
        as completion_rate,
    case
        when is_matured and active_account_count > 0
            then heard_account_count / active_account_count
    end as account_coverage,
    case
        when is_matured and active_revenue > 0 then heard_revenue / active_revenue
    end as revenue_coverage,
    cast(question_count as bigint) as question_count,
    case when is_matured then median_duration end as median_duration,
    invitations_per_customer_90d
from joined
