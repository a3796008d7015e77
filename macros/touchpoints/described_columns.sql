{#-
    Columns of core.fct_touchpoints that int_touchpoints_described gives: where one of them
    differs from what was built before, the customer's journey is built again.
-#}
{%- macro described_columns() -%}
    {{ return([
        'touchpoint_type', 'channel_id', 'activity', 'direction', 'is_solicited',
        'brand_id', 'customer_id', 'account_id', 'product_id', 'department_id',
        'journey_stage', 'region', 'customer_segment', 'value_tier', 'lifecycle_stage',
        'occurred_at', 'occurred_date', 'language', 'has_text', 'nps_score',
        'satisfaction', 'source_system', 'source_record_id', 'source_person_id',
        'source_file', 'source_row_number', 'loaded_at',
    ]) }}
{%- endmacro -%}
