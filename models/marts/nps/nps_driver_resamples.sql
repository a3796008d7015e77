with

survey_scores as (

    select * from {{ ref('int_driver_scores_listed') }}

),

behaviours as (

    select * from {{ ref('nps_answer_behaviours') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}

),

behaviour_drivers as (

    select * from {{ ref('drivers') }}
    where driver_family = 'behaviour'

),

behaviour_scores as (
    {% for driver, column in [
        ('tickets', 'ticket_count'),
        ('reopens', 'reopen_count'),
        ('first_reply_p90', 'first_reply_p90_hours'),
        ('late_deliveries', 'late_delivery_count'),
        ('store_visits', 'store_visit_count'),
        ('digital_events', 'digital_event_count'),
    ] %}
    select
        response_id,
        '{{ driver }}' as driver,
        cast({{ column }} as double) as driver_score
    from behaviours
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scores as (

    select
        'survey' as driver_family,
        response_id,
        brand_id,
        survey_kind,
        market,
        submitted_date,
        cluster_id,
        nps_score,
        driver,
        driver_score,
        shown_score,
        is_good
    from survey_scores
    union all
    select
        'behaviour' as driver_family,
        behaviours.response_id,
        behaviours.brand_id,
        behaviours.survey_kind,
        cast(null as string) as market,
        behaviours.submitted_date,
        coalesce(behaviours.account_id, behaviours.customer_id) as cluster_id,
        cast(behaviours.nps_score as double) as nps_score,
        behaviour_scores.driver,
        behaviour_scores.driver_score,
        behaviour_scores.driver_score as shown_score,
        behaviour_scores.driver_score
        between coalesce(behaviour_drivers.good_from, behaviour_scores.driver_score)
        and coalesce(behaviour_drivers.good_to, behaviour_scores.driver_score)
            as is_good
    from behaviours
    inner join behaviour_scores
        on behaviours.response_id = behaviour_scores.response_id
    left join behaviour_drivers
        on behaviour_scores.driver = behaviour_drivers.driver

),

{{ driver_moments('scores') }},

{{ driver_correlations() }}

select
    driver_group,
    driver_family,
    brand_id,
    survey_kind,
    market,
    period_grain,
    period_start_date,
    period_end_date,
    is_complete_period,
    driver,
    other_driver,
    jackknife_group,
    left_out_count,
    missing_share,
    is_present,
    is_constant,
    response_count,
    {%- for column in ['mean_score', 'top_box_share', 'correlation'] %}
    case
        when response_count >= {{ var('driver_min_responses') }} then {{ column }}
    end as {{ column }},
    {%- endfor %}
    case
        when response_count < {{ var('driver_min_responses') }} then 'too_few'
    end as suppression_reason
from correlated
