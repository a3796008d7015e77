{#-
    Tickets that something came for since the fact was last built, or happened to since its
    cut-off: a row of their own, a merge, or a comment of somebody who has become known as
    an agent. Late and corrected rows come in new loads, too.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

rules as (

    select * from {{ ref('int_zendesk_rules_listed') }}

),

agents as (

    select * from {{ ref('int_zendesk_agents_recognised') }}

),

merged as (

    select * from {{ ref('int_zendesk_tickets_merged') }}

),

tickets as (

    select * from {{ ref('int_zendesk_tickets_kept') }}

),

comments as (

    select * from {{ ref('int_zendesk_ticket_comments_kept') }}

),

new_agents as (

    select agents.user_id
    from agents
    inner join rules
        on agents.recognised_load_id > rules.last_load_id

),

landed as (
    {% for model, event_at in [
        ('int_zendesk_tickets_kept', 'created_at'),
        ('int_zendesk_ticket_comments_kept', 'created_at'),
        ('int_zendesk_ticket_field_changes_kept', 'changed_at'),
        ('int_zendesk_ticket_schedules_kept', 'applied_at'),
        ('int_zendesk_ticket_sla_policies_kept', 'applied_at'),
        ('stg_zendesk__csat_survey_responses', 'created_at'),
    ] %}
    select
        ticket_id,
        {{ event_at }} as happened_at,
        _load_id
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

touched as (

    select landed.ticket_id from landed
    cross join rules
    where
        landed._load_id > rules.last_load_id
        or landed.happened_at >= rules.last_cut_off_at
    union all
    select merged.ticket_id from merged
    inner join tickets
        on merged.merged_into_ticket_id = tickets.ticket_id
    cross join rules
    where tickets._load_id > rules.last_load_id
    union all
    select tickets.ticket_id from tickets
    inner join new_agents
        on tickets.submitter_id = new_agents.user_id
    union all
    select comments.ticket_id from comments
    inner join new_agents
        on comments.user_id = new_agents.user_id

)

select ticket_id from touched
where ticket_id is not null
group by 1
