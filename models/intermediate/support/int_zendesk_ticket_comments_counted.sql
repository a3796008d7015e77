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

first_comments as (

    -- Somebody else than the requester opened the ticket: with the first comment.
    select
        comments.comment_id,
        comments.user_id = tickets.submitter_id as is_by_submitter,
        row_number() over (
            partition by comments.ticket_id
            order by
                comments.created_at nulls last,
                length(comments.comment_id) nulls last,
                comments.comment_id nulls last
        ) as comment_number
    from comments
    inner join tickets
        on comments.ticket_id = tickets.ticket_id
    where tickets.submitter_id != tickets.requester_id

),

openings as (

    select comment_id from first_comments
    where comment_number = 1 and is_by_submitter

),

authored as (

    -- An agent who asks for help himself is a requester there.
    select
        comments.ticket_id,
        comments.created_at,
        coalesce(comments.is_public, false) as is_public,
        coalesce(comments.user_id = tickets.requester_id, false) as is_by_requester,
        agents.user_id is not null
        and coalesce(comments.user_id != tickets.requester_id, true) as is_by_agent,
        openings.comment_id is not null as is_opening
    from comments
    inner join tickets
        on comments.ticket_id = tickets.ticket_id
    left join agents
        on comments.user_id = agents.user_id
    left join openings
        on comments.comment_id = openings.comment_id

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
