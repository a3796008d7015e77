{{ config(materialized='view') }}

with

renamed as (

    select * from {{ ref('base_zendesk__tickets') }}

),

{{ record_status(
    'renamed',
    key=['ticket_id'],
    event_at='created_at',
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
