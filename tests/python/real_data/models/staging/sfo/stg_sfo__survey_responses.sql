with

source as (

    select
        *,
        regexp_extract(_source_file, '([0-9]{4})[.]csv', 1) as survey_year
    from {{ source('sfo', 'passengers') }}
    where {{ is_known() }}

),

renamed as (

    select
        survey_year || '-' || {{ clean_text('respnum') }} as response_id,
        'sfo_' || survey_year as survey_id,
        'sfo' as brand_id,
        -- A date that is only a day of the month counts at the end of its year.
        coalesce(
            {{ source_timestamp('intdate', 'sfo') }},
            {{ source_timestamp("survey_year || '-12-31'", 'sfo') }}
        ) as submitted_at,
        'in_person' as channel,
        {{ clean_text('destgeo') }} as region,
        {{ to_number('weight') }} as supplied_weight,
        {{ columns_not_given([
            'response_id', 'survey_id', 'brand_id', 'submitted_at', 'channel', 'region',
            'supplied_weight',
        ]) }}
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['response_id'], event_at='submitted_at') }}
