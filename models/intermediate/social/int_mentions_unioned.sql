{% for source in var('mention_sources') %}
select
    {%- for column in mention_columns() if column != 'touchpoint_id' %}
    {{ column }},
    {%- endfor %}
    touchpoint_id
from {{ ref('int_' ~ source ~ '_mentions_conformed') }}
{{ 'union all' if not loop.last }}
{% endfor %}
