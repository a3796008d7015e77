{#-
    The conformed shape of a survey response: what stg_<source>__survey_responses
    gives, name and type. The one place that lists it.
-#}
{%- macro survey_response_columns() -%}
    {{ return({
        'response_id': 'string',
        'respondent_id': 'string',
        'survey_id': 'string',
        'brand_id': 'string',
        'started_at': 'timestamp',
        'submitted_at': 'timestamp',
        'duration_seconds': 'double',
        'channel': 'string',
        'language': 'string',
        'source_status': 'string',
        'is_complete': 'boolean',
        'is_preview': 'boolean',
        'respondent_email': 'string',
        'respondent_phone': 'string',
        'respondent_role': 'string',
        'customer_id': 'string',
        'related_record_id': 'string',
        'product_id': 'string',
        'region': 'string',
        'bot_score': 'double',
        'supplied_weight': 'double',
    }) }}
{%- endmacro -%}
