{% for source in var('review_sources') %}
select
    '{{ source }}' as source_system,
    {%- for column in review_columns() %}
    {{ column }},
    {%- endfor %}
    {{ author_id() }} as native_person_id,
    record_status,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref('stg_' ~ source ~ '__reviews') }}
where record_status != 'quarantined'
{{ 'union all' if not loop.last }}
{% endfor %}
