with

tickets as (

    select * from {{ ref('int_zendesk_tickets_described') }}

),

comments as (

    -- Internal notes are not for the customer.
    select * from {{ ref('stg_zendesk__ticket_comments') }}
    where
        record_status = 'current'
        and is_public

),

agents as (

    select * from {{ ref('int_zendesk_agents_recognised') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

ticket_touchpoints as (

    select
        'zendesk:support_ticket:' || ticket_id as touchpoint_id,
        'support_ticket' as touchpoint_type,
        'zendesk' as source_system,
        ticket_id as source_record_id,
        source_person_id,
        channel,
        ticket_type as activity,
        case when is_opened_by_agent then 'outbound' else 'inbound' end as direction,
        product_id,
        department_id,
        language,
        created_at as occurred_at,
        has_text,
        satisfaction,
        {{ columns_not_given([
            'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
            'source_person_id', 'channel', 'activity', 'direction', 'product_id',
            'department_id', 'language', 'occurred_at', 'has_text', 'satisfaction',
        ], touchpoint_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from tickets
    where not is_deleted

),

comment_touchpoints as (

    select
        'zendesk:ticket_comment:' || comments.comment_id as touchpoint_id,
        'ticket_comment' as touchpoint_type,
        'zendesk' as source_system,
        comments.comment_id as source_record_id,
        -- What an agent writes, he writes to the requester.
        case
            when agents.user_id is null
                then {{ source_person_id('zendesk', 'user', 'comments.user_id') }}
            else tickets.source_person_id
        end as source_person_id,
        tickets.channel,
        case when agents.user_id is null then 'inbound' else 'outbound' end
            as direction,
        tickets.product_id,
        tickets.department_id,
        tickets.language,
        comments.created_at as occurred_at,
        comments.body is not null as has_text,
        {{ columns_not_given([
            'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
            'source_person_id', 'channel', 'direction', 'product_id', 'department_id',
            'language', 'occurred_at', 'has_text',
        ], touchpoint_columns()) }}
        comments._load_id,
        comments._loaded_at,
        comments._source_file,
        comments._row_number
    from comments
    left join tickets
        on comments.ticket_id = tickets.ticket_id
    left join agents
        on comments.user_id = agents.user_id
    left join masked
        on comments.user_id = masked.native_person_id

),

unioned as (

    {{ rows_unioned(
        ['ticket_touchpoints', 'comment_touchpoints'], touchpoint_columns()
    ) }}

)

select * from unioned
