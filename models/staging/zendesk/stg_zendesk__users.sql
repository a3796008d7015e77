{{ config(materialized='view') }}

with

source as (

    select * from {{ source('zendesk', 'user') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as user_id,
        {{ slugify('role') }} as user_role,
        lower({{ clean_text('email') }}) as email,
        {{ clean_text('phone') }} as phone,
        {{ clean_text('external_id') }} as external_id,
        {{ clean_text('organization_id') }} as organization_id,
        lower({{ clean_text('locale') }}) as language,
        {{ source_timestamp('created_at', 'zendesk') }} as created_at,
        {{ source_timestamp('updated_at', 'zendesk') }} as updated_at,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['user_id'],
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
