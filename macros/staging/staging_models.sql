{#-
    Every staging model: those of the lists in dbt_project.yml, and what else each source
    has by the var `staged_entities`. What is reconciled and quarantined.
-#}
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
    {%- for source in var('review_sources') -%}
        {%- do models.append('stg_' ~ source ~ '__reviews') -%}
    {%- endfor -%}
    {%- for source, entities in var('staged_entities').items() -%}
        {%- for entity in entities -%}
            {%- do models.append('stg_' ~ source ~ '__' ~ entity) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(models) }}
{%- endmacro -%}
