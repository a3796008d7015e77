{#- A panel answer is one response per survey, respondent and brand. -#}
{%- macro panel_response_id() -%}
    {{ clean_text('survey_id') }}
        || ':' || {{ clean_text('respondent_id') }}
        || ':' || {{ slugify('brand_id') }}
{%- endmacro -%}
