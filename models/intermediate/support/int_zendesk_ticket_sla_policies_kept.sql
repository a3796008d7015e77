{#- The newest version of every service-level policy applied to a ticket. -#}
{{ config(
    materialized=incremental_or_table(),
    unique_key=['ticket_id', 'sla_policy_id', 'applied_at']
) }}

{{ newest_versions(
    ref('base_zendesk__ticket_sla_policies'),
    key=['ticket_id', 'sla_policy_id', 'applied_at']
) }}
