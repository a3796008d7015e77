with

source as (

    select * from {{ source('panel', 'survey_responses') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ panel_response_id() }} as response_id,
        {{ clean_text('respondent_id') }} as respondent_id,
        {{ clean_text('survey_id') }} as survey_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ source_timestamp('started_at', 'panel') }} as started_at,
        {{ source_timestamp('submitted_at', 'panel') }} as submitted_at,
        {{ to_number('duration_seconds') }} as duration_seconds,
        'panel' as channel,
        lower({{ clean_text('language') }}) as language,
        {{ to_boolean('is_complete') }} as is_complete,
        {{ slugify('region') }} as region,
        {{ to_number('supplied_weight') }} as supplied_weight,
        {{ columns_not_given([
            'response_id', 'respondent_id', 'survey_id', 'brand_id', 'started_at',
            'submitted_at', 'duration_seconds', 'channel', 'language', 'is_complete',
            'region', 'supplied_weight',
        ]) }}
        {{ source_timestamp('updated_at', 'panel') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['response_id'],
    event_at='submitted_at',
    version_at='updated_at'
) }}
