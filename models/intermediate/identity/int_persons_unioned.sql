{#- Respondents of all survey tools, and the persons of each other source. -#}
{{ config(materialized='table') }}

select
    {%- for column in person_columns() %}
    {{ column }},
    {%- endfor %}
    source_system
from {{ ref('int_survey_respondents_conformed') }}
{% for source in var('person_sources') %}
union all
select
    {%- for column in person_columns() %}
    {{ column }},
    {%- endfor %}
    -- Authors of reviews are of several sources.
    split_part(source_person_id, ':', 1) as source_system
from {{ ref('int_' ~ source ~ '_persons_conformed') }}
{% endfor %}
