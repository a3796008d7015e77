{% for source in var('touchpoint_sources') %}
select
    {%- for column in touchpoint_columns() %}
    {{ column }},
    {%- endfor %}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref('int_' ~ source ~ '_touchpoints_conformed') }}
{{ 'union all' if not loop.last }}
{% endfor %}
