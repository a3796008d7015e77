{% for source in var('survey_response_sources') %}
select
    '{{ source }}' as source_system,
    '{{ source }}:response:' || response_id as response_id,
    response_id as source_record_id,
    {%- for column in survey_response_columns() if column != 'response_id' %}
    {{ column }},
    {%- endfor %}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref('stg_' ~ source ~ '__survey_responses') }}
where record_status = 'current'
{{ 'union all' if not loop.last }}
{% endfor %}
