{#- Attributes of a response are answers too: the seed says what they mean. -#}
{% for source in var('survey_response_sources') %}
select
    '{{ source }}:response:' || response_id as response_id,
    question_id,
    answer_score,
    answer_text,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref('stg_' ~ source ~ '__survey_answers') }}
where record_status = 'current'
{{ 'union all' if not loop.last }}
{% endfor %}
{% for source in var('survey_attribute_sources') %}
union all
select
    '{{ source }}:response:' || response_id as response_id,
    question_id,
    answer_score,
    answer_text,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref('stg_' ~ source ~ '__survey_attributes') }}
where record_status = 'current'
{% endfor %}
