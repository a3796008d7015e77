{#-
    The conformed shape of a person as a source knows him: what
    int_<source>_persons_conformed gives, name and type. Ids are the CRM's own; addresses
    are as they came. is_known_by_address: he has no id of his own in the source, so he is
    nobody if his addresses prove to be shared.
-#}
{%- macro person_columns() -%}
    {{ return({
        'source_person_id': 'string',
        'customer_id': 'string',
        'account_id': 'string',
        'email': 'string',
        'phone': 'string',
        'platform': 'string',
        'handle': 'string',
        'is_known_by_address': 'boolean',
        'first_seen_at': 'timestamp',
        'last_seen_at': 'timestamp',
    }) }}
{%- endmacro -%}
