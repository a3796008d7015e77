with

source as (

    select
        *,
        regexp_extract(_source_file, '(maintainers_.*)[.]csv', 1) as survey_id,
        regexp_extract(_source_file, '([0-9]{4})_h[12][.]csv', 1) as survey_year,
        case when _source_file like '%h1.csv' then '-06-30' else '-12-31' end
            as last_day
    from {{ source('cncf', 'maintainers') }}
    where {{ is_known() }}

),

renamed as (

    select
        coalesce(
            {{ clean_text('respondent_id') }},
            survey_id || '-' || cast(_row_number as string)
        ) as response_id,
        survey_id,
        'cncf' as brand_id,
        -- Three waves have no dates: their answers count at the end of the half-year.
        coalesce(
            {{ source_timestamp('end_date', 'cncf') }},
            {{ source_timestamp('survey_year || last_day', 'cncf') }}
        ) as submitted_at,
        {{ columns_not_given([
            'response_id', 'survey_id', 'brand_id', 'submitted_at'
        ]) }}
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['response_id'], event_at='submitted_at') }}
