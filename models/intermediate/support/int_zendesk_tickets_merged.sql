{#- Tickets that were closed into another one: the survivor names them as a JSON list. -#}
{{ config(materialized=ephemeral_or_table()) }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_kept') }}
    where
        not is_deleted
        and merged_ticket_ids is not null
        and merged_ticket_ids != '[]'

),

merged as (

    select
        ticket_id as merged_into_ticket_id,
        {{ explode_array(
            "split(" ~ regexp_replace_all('merged_ticket_ids', '[^0-9,]', '') ~ ", ',')"
        ) }} as ticket_id
    from tickets

)

select
    ticket_id,
    max(merged_into_ticket_id) as merged_into_ticket_id
from merged
where ticket_id != ''
group by 1
