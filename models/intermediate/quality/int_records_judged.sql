{#- Every record of every staging model with its status: what quarantine shows. -#}
{% for model in staging_models() %}
select
    '{{ model }}' as staging_model,
    record_status,
    status_reason,
    quarantine_reason,
    raw_record,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from {{ ref(model) }}
{{ 'union all' if not loop.last }}
{% endfor %}
