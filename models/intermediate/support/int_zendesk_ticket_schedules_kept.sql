{#- The newest version of every schedule applied to a ticket. -#}
{{ config(
    materialized=incremental_or_table(),
    unique_key=['ticket_id', 'applied_at']
) }}

{{ newest_versions(
    ref('base_zendesk__ticket_schedules'),
    key=['ticket_id', 'applied_at'],
    columns=['schedule_id']
) }}
