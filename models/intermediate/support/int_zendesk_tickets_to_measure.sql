{#-
    All tickets, but in an incremental build only those whose measures may differ from what
    is in the fact: touched since, running then, or measured by other rules.
-#}
{%- set fact = built_before('fct_support_tickets', 'core') -%}
{{ config(materialized='table') }}

with

rules as (

    select * from {{ ref('int_zendesk_rules_listed') }}

),

tickets as (

    -- Of a ticket deleted since, the fact must come to know.
    select * from {{ ref('int_zendesk_tickets_kept') }}
    where created_at < {{ cut_off() }}

),

touched as (

    select * from {{ ref('int_zendesk_tickets_touched') }}

){{ ',' if fact }}

{% if fact -%}
measured as (

    select * from {{ fact }}
    where source_system = 'zendesk'

),

compared as (

    select
        tickets.*,
        touched.ticket_id is not null
        or measured.measured_rules != rules.rules
        or measured.measured_until > rules.cut_off_at
        or measured.is_open and measured.measured_until != rules.cut_off_at
        or measured.source_record_id is null and not tickets.is_deleted
            as is_to_measure
    from tickets
    cross join rules
    left join measured
        on tickets.ticket_id = measured.source_record_id
    left join touched
        on tickets.ticket_id = touched.ticket_id

)

{% endif -%}
select
    ticket_id,
    requester_id,
    submitter_id,
    priority,
    ticket_status,
    created_at
from {{ 'compared' if fact else 'tickets' }}
where {{ 'is_to_measure' if fact else 'not is_deleted' }}
