{% for source in var('survey_invitation_sources') %}
select
    '{{ source }}' as source_system,
    {%- for column in survey_invitation_columns() %}
    {{ column }},
    {%- endfor %}
    _load_id,
    _row_number
from {{ ref('int_' ~ source ~ '_survey_invitations_conformed') }}
{{ 'union all' if not loop.last }}
{% endfor %}
