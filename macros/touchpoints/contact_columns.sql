{#-
    The shape that calls, e-mails, text messages, chats, web forms and visits share:
    name and type. Addresses are as they came.
-#}
{%- macro contact_columns() -%}
    {{ return({
        'contact_id': 'string',
        'direction': 'string',
        'channel': 'string',
        'activity': 'string',
        'customer_id': 'string',
        'account_id': 'string',
        'customer_email': 'string',
        'customer_phone': 'string',
        'customer_handle': 'string',
        'visitor_id': 'string',
        'brand_id': 'string',
        'product_id': 'string',
        'department_id': 'string',
        'region': 'string',
        'language': 'string',
        'occurred_at': 'timestamp',
        'has_text': 'boolean',
    }) }}
{%- endmacro -%}
