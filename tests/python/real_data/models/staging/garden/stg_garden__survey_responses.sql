with

source as (

    select * from {{ source('garden', 'nps') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as response_id,
        'garden_customers' as survey_id,
        'garden' as brand_id,
        -- The file tells no date: an answer counts from when it was landed.
        _loaded_at as submitted_at,
        {{ columns_not_given([
            'response_id', 'survey_id', 'brand_id', 'submitted_at'
        ]) }}
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['response_id'], event_at='submitted_at') }}
