{#- Every staging model in use, by the lists in dbt_project.yml: what is reconciled. -#}
{%- macro staging_models() -%}
    {%- set models = [] -%}
    {%- for source in var('survey_response_sources') -%}
        {%- do models.append('stg_' ~ source ~ '__survey_responses') -%}
        {%- do models.append('stg_' ~ source ~ '__survey_answers') -%}
    {%- endfor -%}
    {%- for source in var('survey_attribute_sources') -%}
        {%- do models.append('stg_' ~ source ~ '__survey_attributes') -%}
    {%- endfor -%}
    {%- for source in var('question_option_sources') -%}
        {%- do models.append('stg_' ~ source ~ '__question_options') -%}
    {%- endfor -%}
    {{ return(models) }}
{%- endmacro -%}
