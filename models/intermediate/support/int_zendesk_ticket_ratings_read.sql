{#-
    Both forms of satisfaction: good or bad in the history, and points in later years. Of
    all tickets, whichever are measured anew: their touchpoints carry it, too.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

score_changes as (

    select * from {{ ref('int_zendesk_ticket_field_changes_kept') }}
    where
        field_name = 'satisfaction_score'
        and field_value is not null
        and changed_at < {{ cut_off() }}

),

responses as (

    select * from {{ ref('stg_zendesk__csat_survey_responses') }}
    where
        record_status = 'current'
        and rating between 1 and rating_scale
        and rating_scale > 1
        and created_at < {{ cut_off() }}

),

scores as (

    select
        ticket_id,
        lower(field_value) as score,
        changed_at
    from score_changes

),

scored as (

    -- Offers aside there are two scores: one was changed for the other if its first
    -- time is before the last of the other.
    select
        ticket_id,
        max_by(score, changed_at) as satisfaction_score,
        max_by(score, changed_at) filter (where score in ('good', 'bad')) as rating,
        max(changed_at) filter (where score in ('good', 'bad')) as rated_at,
        min(changed_at) filter (where score = 'good')
        < max(changed_at) filter (where score = 'bad') as is_good_to_bad,
        min(changed_at) filter (where score = 'bad')
        < max(changed_at) filter (where score = 'good') as is_bad_to_good
    from scores
    group by 1

),

ranked_responses as (

    select
        *,
        row_number() over (
            partition by ticket_id
            order by
                created_at desc nulls last,
                csat_response_id desc nulls last
        ) as rank_from_last
    from responses

),

answered as (

    select * from ranked_responses
    where rank_from_last = 1

)

select
    coalesce(scored.ticket_id, answered.ticket_id) as ticket_id,
    scored.satisfaction_score,
    coalesce(scored.is_good_to_bad, false) as is_good_to_bad,
    coalesce(scored.is_bad_to_good, false) as is_bad_to_good,
    answered.rating as csat_rating,
    answered.rating_scale as csat_scale,
    -- The last word counts, whatever form it came in.
    case
        when answered.created_at >= scored.rated_at or scored.rated_at is null
            then (answered.rating - 1) / (answered.rating_scale - 1)
        when scored.rating = 'good' then cast(1 as double)
        else cast(0 as double)
    end as satisfaction,
    greatest(answered.created_at, scored.rated_at) as rated_at
from scored
full outer join answered
    on scored.ticket_id = answered.ticket_id
