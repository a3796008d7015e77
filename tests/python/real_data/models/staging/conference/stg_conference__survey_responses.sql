with

source as (

    select
        *,
        date_trunc('second', {{ source_timestamp('timestamp', 'conference') }})
            as submitted_at
    from {{ source('conference', 'feedback') }}
    where {{ is_known() }}

),

renamed as (

    select
        -- The second export has milliseconds; no two visitors share a second.
        cast(submitted_at as string) as response_id,
        'sudzilla_2019' as survey_id,
        'sudzilla' as brand_id,
        submitted_at,
        {{ columns_not_given([
            'response_id', 'survey_id', 'brand_id', 'submitted_at'
        ]) }}
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['response_id'], event_at='submitted_at') }}
