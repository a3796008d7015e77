{#-
    The newest version of every comment, without its text. One that was deleted stays, so
    that no older version takes its place. Who wrote an internal comment once, whatever
    became of it, is an agent.
-#}
{{ config(materialized=incremental_or_table(), unique_key='comment_id') }}
{%- set is_usable -%}
    comment_id is not null
    and created_at >= cast('{{ var("calendar_start_date") }}' as timestamp)
{%- endset %}

with

landed as (

    select
        comment_id,
        ticket_id,
        user_id,
        is_public,
        coalesce(not is_public, false) as was_internal,
        created_at,
        coalesce(is_deleted, false) as is_deleted,
        synced_at,
        _load_id,
        _row_number
    from {{ ref('base_zendesk__ticket_comments') }}
    where {{ is_newly_landed() }}

),
{% if is_incremental() %}
keys as (

    select comment_id from landed
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
        on kept.comment_id = keys.comment_id

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
        max(cast(was_internal as integer)) over (
            partition by comment_id, {{ is_usable }}
        ) as ever_internal,
        case
            when {{ is_usable }}
                then row_number() over (
                    partition by comment_id, {{ is_usable }}
                    order by
                        synced_at desc nulls last,
                        _load_id desc nulls last,
                        _row_number desc nulls last
                )
        end as version_rank
    from known

)

select
    comment_id,
    ticket_id,
    user_id,
    is_public,
    ever_internal = 1 as was_internal,
    created_at,
    is_deleted,
    synced_at,
    _load_id,
    _row_number
from ranked
where version_rank = 1
