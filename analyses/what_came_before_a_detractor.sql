-- What happened in the thirty days before an answer, to those who became detractors and
-- to all others? Shares of counted answers after a touchpoint of each kind. An
-- association, not a cause: who has a problem writes a ticket, and is unhappy anyway.
with

answers as (

    select
        response_id,
        customer_id,
        submitted_at,
        nps_category = 'detractor' as is_detractor
    from {{ ref('fct_survey_responses') }}
    where is_counted and survey_kind = 'relationship' and customer_id is not null

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where touchpoint_type != 'survey_response'

),

preceded as (

    select
        answers.response_id,
        answers.is_detractor,
        touchpoints.touchpoint_type,
        count(*) as touchpoint_count
    from answers
    inner join touchpoints
        on answers.customer_id = touchpoints.customer_id
        and answers.submitted_at > touchpoints.occurred_at
        and answers.submitted_at - 30 * interval 1 day <= touchpoints.occurred_at
    group by 1, 2, 3

),

counted as (

    select
        count(*) filter (where is_detractor) as detractor_count,
        count(*) filter (where not is_detractor) as other_count
    from answers

),

compared as (

    select
        preceded.touchpoint_type,
        count(*) as answer_count,
        1.0 * count(*) filter (where preceded.is_detractor)
        / nullif(max(counted.detractor_count), 0) as share_of_detractors,
        1.0 * count(*) filter (where not preceded.is_detractor)
        / nullif(max(counted.other_count), 0) as share_of_others,
        avg(preceded.touchpoint_count) as mean_touchpoint_count
    from preceded
    cross join counted
    group by 1

)

select * from compared
order by 3 desc
