{#-
    Whose answers a cohort of invitations brought, of the accounts that were active then:
    that brought something in the twelve months up to the cohort's end. Who answered in
    secret covers none.
-#}
with

invitations as (

    select * from {{ ref('int_survey_invitations_followed') }}

),

account_months as (

    select * from {{ ref('int_account_months_priced') }}

),

cohorts as (

    select
        survey_id,
        channel_id,
        sent_month,
        {{ add_months('sent_month', 1) }} as next_month,
        is_secret
    from invitations
    group by 1, 2, 3, 4, 5

),

months as (

    select
        sent_month,
        next_month
    from cohorts
    group by 1, 2

),

active_accounts as (

    select
        months.sent_month,
        account_months.account_id,
        {{ exact_sum('account_months.revenue') }} as revenue
    from months
    inner join account_months
        on {{ add_months('months.next_month', -12) }} <= account_months.month_start_date
        and months.next_month > account_months.month_start_date
    group by 1, 2

),

active as (

    select
        sent_month,
        count(*) as account_count,
        {{ exact_sum('revenue') }} as revenue
    from active_accounts
    group by 1

),

heard_accounts as (

    select
        survey_id,
        channel_id,
        sent_month,
        account_id
    from invitations
    where
        is_completed
        and account_id is not null
        and not is_secret
    group by 1, 2, 3, 4

),

heard as (

    select
        heard_accounts.survey_id,
        heard_accounts.channel_id,
        heard_accounts.sent_month,
        count(*) as account_count,
        {{ exact_sum('active_accounts.revenue') }} as revenue
    from heard_accounts
    inner join active_accounts
        on heard_accounts.sent_month = active_accounts.sent_month
        and heard_accounts.account_id = active_accounts.account_id
    group by 1, 2, 3

)

select
    cohorts.survey_id,
    cohorts.channel_id,
    cohorts.sent_month,
    cohorts.next_month,
    case when not cohorts.is_secret then coalesce(heard.account_count, 0) end
        as heard_account_count,
    case when not cohorts.is_secret then coalesce(heard.revenue, 0) end
        as heard_revenue,
    active.account_count as active_account_count,
    active.revenue as active_revenue
from cohorts
left join active
    on cohorts.sent_month = active.sent_month
left join heard
    on cohorts.survey_id = heard.survey_id
    and cohorts.channel_id = heard.channel_id
    and cohorts.sent_month = heard.sent_month
