{{ config(materialized='view') }}

with

renamed as (

    select * from {{ ref('base_zendesk__ticket_sla_policies') }}

),

{{ record_status(
    'renamed',
    key=['ticket_id', 'sla_policy_id', 'applied_at'],
    version_at='synced_at'
) }}
