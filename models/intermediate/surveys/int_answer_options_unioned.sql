select
    survey_id,
    question_id,
    lower(answer_text) as answer_text,
    cast(answer_score as double) as answer_score
from {{ ref('survey_answer_options') }}
{% for source in var('question_option_sources') %}
union all
select
    survey_id,
    question_id,
    lower(answer_text) as answer_text,
    answer_score
from {{ ref('stg_' ~ source ~ '__question_options') }}
where record_status = 'current'
{% endfor %}
