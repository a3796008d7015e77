{#-
    The newest version of every ticket, without its texts. One that was deleted stays, so
    that no older version takes its place, and that the fact comes to know.
-#}
{{ config(materialized=incremental_or_table(), unique_key='ticket_id') }}
{%- set is_usable -%}
    ticket_id is not null
    and created_at >= cast('{{ var("calendar_start_date") }}' as timestamp)
{%- endset %}

with

landed as (

    select
        ticket_id,
        ticket_status,
        priority,
        ticket_type,
        via_channel,
        requester_id,
        submitter_id,
        assignee_id,
        group_id,
        merged_ticket_ids,
        created_at,
        updated_at,
        is_deleted,
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('base_zendesk__tickets') }}
    where {{ is_newly_landed() }}

),
{% if is_incremental() %}
keys as (

    select ticket_id from landed
    group by 1

),

kept as (

    select * from {{ this }}

),

known as (

    select * from landed
    union all
    select kept.*
    from kept
    inner join keys
        on kept.ticket_id = keys.ticket_id

),
{%- else %}
known as (

    select * from landed

),
{%- endif %}

ranked as (

    -- Not by `where`, which the engine would move down and cast every text twice for.
    select
        *,
        case
            when {{ is_usable }}
                then row_number() over (
                    partition by ticket_id, {{ is_usable }}
                    order by
                        updated_at desc nulls last,
                        _load_id desc nulls last,
                        _row_number desc nulls last
                )
        end as version_rank
    from known

)

select
    ticket_id,
    ticket_status,
    priority,
    ticket_type,
    via_channel,
    requester_id,
    submitter_id,
    assignee_id,
    group_id,
    merged_ticket_ids,
    created_at,
    updated_at,
    is_deleted,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from ranked
where version_rank = 1
