{% for source in var('support_ticket_sources') %}
select
    '{{ source }}' as source_system,
    {%- for column in support_ticket_columns() %}
    {{ column }},
    {%- endfor %}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref('int_' ~ source ~ '_support_tickets_conformed') }}
{{ 'union all' if not loop.last }}
{% endfor %}
