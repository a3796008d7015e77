{{ config(materialized='view') }}

with

renamed as (

    select * from {{ ref('base_zendesk__ticket_comments') }}

),

{{ record_status(
    'renamed',
    key=['comment_id'],
    event_at='created_at',
    version_at='synced_at',
    is_deleted='is_deleted'
) }}
