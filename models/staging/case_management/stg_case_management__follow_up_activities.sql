with

source as (

    select * from {{ source('case_management', 'follow_up_activities') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('activity_id') }} as activity_id,
        {{ clean_text('follow_up_id') }} as follow_up_id,
        {{ slugify('activity_type') }} as activity_type,
        {{ source_timestamp('occurred_at', 'case_management') }} as occurred_at,
        {{ clean_text('employee_id') }} as employee_id,
        {{ slugify('channel') }} as channel,
        {{ clean_text('note') }} as note,
        {{ source_timestamp('updated_at', 'case_management') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['activity_id'],
    event_at='occurred_at',
    version_at='updated_at'
) }}
