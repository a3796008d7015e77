{{ config(materialized='view') }}

with

renamed as (

    select * from {{ ref('base_zendesk__ticket_schedules') }}

),

{{ record_status('renamed', key=['ticket_id', 'applied_at'], version_at='synced_at') }}
