{{ config(materialized=ephemeral_or_table()) }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_to_measure') }}

),

comments as (

    select * from {{ ref('int_zendesk_ticket_comments_kept') }}
    where not is_deleted and created_at < {{ cut_off() }}

),

agents as (

    select * from {{ ref('int_zendesk_agents_recognised') }}

),

measured as (

    select
        comments.comment_id,
        comments.ticket_id,
        comments.user_id,
        comments.is_public,
        comments.created_at,
        tickets.requester_id,
        tickets.submitter_id
    from comments
    inner join tickets
        on comments.ticket_id = tickets.ticket_id

),

first_comments as (

    -- Somebody else than the requester opened the ticket: with the first comment.
    select
        comment_id,
        user_id = submitter_id as is_by_submitter,
        row_number() over (
            partition by ticket_id
            order by
                created_at nulls last,
                length(comment_id) nulls last,
                comment_id nulls last
        ) as comment_number
    from measured
    where submitter_id != requester_id

),

openings as (

    select comment_id from first_comments
    where comment_number = 1 and is_by_submitter

),

authored as (

    -- An agent who asks for help himself is a requester there.
    select
        measured.ticket_id,
        measured.created_at,
        coalesce(measured.is_public, false) as is_public,
        coalesce(measured.user_id = measured.requester_id, false) as is_by_requester,
        agents.user_id is not null
        and coalesce(measured.user_id != measured.requester_id, true) as is_by_agent,
        openings.comment_id is not null as is_opening
    from measured
    left join agents
        on measured.user_id = agents.user_id
    left join openings
        on measured.comment_id = openings.comment_id

)

select
    ticket_id,
    min(created_at) filter (where is_by_agent and is_public and not is_opening)
        as first_reply_at,
    cast(count(*) filter (where is_by_agent) as integer) as agent_comment_count,
    cast(count(*) filter (where is_by_agent and is_public) as integer)
        as public_agent_comment_count,
    cast(count(*) filter (where is_by_requester) as integer) as requester_comment_count
from authored
group by 1
