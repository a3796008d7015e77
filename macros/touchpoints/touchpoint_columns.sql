{#-
    The conformed shape of a touchpoint: what int_<source>_touchpoints_conformed gives,
    name and type. The one place that lists it.

    channel   the source's word; seeds/channel_aliases.csv says which channel it is, as
              `<source>:<word>` or as the word alone
    activity  what was done, in the source's word (an event's name, a form, a purpose):
              with the type it gives the journey stage, by seeds/journey_rules.csv
-#}
{%- macro touchpoint_columns() -%}
    {{ return({
        'touchpoint_id': 'string',
        'touchpoint_type': 'string',
        'source_system': 'string',
        'source_record_id': 'string',
        'source_person_id': 'string',
        'account_id': 'string',
        'channel': 'string',
        'activity': 'string',
        'direction': 'string',
        'brand_id': 'string',
        'product_id': 'string',
        'department_id': 'string',
        'journey_stage': 'string',
        'region': 'string',
        'language': 'string',
        'occurred_at': 'timestamp',
        'has_text': 'boolean',
        'nps_score': 'integer',
        'satisfaction': 'double',
    }) }}
{%- endmacro -%}
