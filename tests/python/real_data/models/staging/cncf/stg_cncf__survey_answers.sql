{%- set question = 'would_you_recommend_cncf_to_other_open_source_projects_and_why' -%}
with

source as (

    select
        *,
        regexp_extract(_source_file, '(maintainers_.*)[.]csv', 1) as survey_id
    from {{ source('cncf', 'maintainers') }}
    where {{ is_known() }}

),

renamed as (

    select
        coalesce(
            {{ clean_text('respondent_id') }},
            survey_id || '-' || cast(_row_number as string)
        ) as response_id,
        coalesce(
            {{ question }}_response,
            {{ question }}_10_strongly_agree_1_strongly_disagree_response
        ) as recommend,
        {{ landed_columns() }}
    from source

),

{{ answers_from_columns('renamed', ['recommend']) }},

{{ record_status('answered', key=['response_id', 'question_id']) }}
