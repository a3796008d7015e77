with

source as (

    select * from {{ source('zendesk', 'schedule_holiday') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as holiday_id,
        {{ clean_text('schedule_id') }} as schedule_id,
        {{ clean_text('name') }} as holiday_name,
        cast({{ source_timestamp('start_date', 'zendesk') }} as date) as start_date,
        cast({{ source_timestamp('end_date', 'zendesk') }} as date) as end_date,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['holiday_id', 'schedule_id'],
    version_at='synced_at',
    is_deleted='is_deleted'
) }}
