with

source as (

    select * from {{ source('surveys', 'survey_responses') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('response_id') }} as response_id,
        {{ clean_text('respondent_id') }} as respondent_id,
        {{ clean_text('survey_id') }} as survey_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ source_timestamp('started_at', 'surveys') }} as started_at,
        -- An abandoned response was never submitted: it counts from its start.
        case
            when {{ clean_text('submitted_at') }} is null
                then {{ source_timestamp('started_at', 'surveys') }}
            else {{ source_timestamp('submitted_at', 'surveys') }}
        end as submitted_at,
        {{ to_number('duration_seconds') }} as duration_seconds,
        {{ slugify('channel') }} as channel,
        lower({{ clean_text('language') }}) as language,
        cast(null as string) as source_status,
        {{ to_boolean('is_complete') }} as is_complete,
        {{ to_boolean('is_preview') }} as is_preview,
        lower({{ clean_text('respondent_email') }}) as respondent_email,
        {{ clean_text('respondent_phone') }} as respondent_phone,
        {{ slugify('respondent_role') }} as respondent_role,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('related_record_id') }} as related_record_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('region') }} as region,
        {{ to_number('bot_score') }} as bot_score,
        {{ to_number('supplied_weight') }} as supplied_weight,
        {{ source_timestamp('updated_at', 'surveys') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['response_id'],
    event_at='submitted_at',
    version_at='updated_at'
) }}
