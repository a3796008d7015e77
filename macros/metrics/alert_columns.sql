{#- The columns of a test that may raise an alert, in their order. -#}
{%- macro alert_columns(relation) -%}
    {%- for column in [
        'alert_type', 'series_id', 'brand_id', 'survey_kind', 'dimension', 'market',
        'competitor_brand_id', 'segment_type', 'segment_value', 'period_grain',
        'period_start_date', 'period_end_date', 'metric', 'observed', 'expected',
        'limit_value', 'p_value', 'response_count', 'is_candidate', 'evidence'
    ] %}
    {{ relation }}.{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro -%}
