{{ config(materialized='view') }}

with

renamed as (

    select * from {{ ref('base_zendesk__ticket_field_changes') }}

),

{{ record_status(
    'renamed',
    key=['ticket_id', 'field_name', 'changed_at'],
    version_at='synced_at'
) }}
