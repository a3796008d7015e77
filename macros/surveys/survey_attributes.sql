{#-
    What a response may tell about who answered and about what: dimensions of the
    metric `attribute` in seeds/survey_questions.csv, name and type. The first five
    are also columns of the response; there the column wins.
-#}
{%- macro survey_attributes() -%}
    {{ return({
        'customer_id': 'string',
        'product_id': 'string',
        'region': 'string',
        'respondent_role': 'string',
        'related_record_id': 'string',
        'account_id': 'string',
        'customer_segment': 'string',
        'value_tier': 'string',
        'lifecycle_stage': 'string',
        'department_id': 'string',
        'sales_owner': 'string',
        'tenure_band': 'string',
        'bot_score': 'double',
        'supplied_weight': 'double',
    }) }}
{%- endmacro -%}
