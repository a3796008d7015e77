{#-
    How a survey tool knows a respondent: its own id, else the address invited. A
    customer id that is itself an address names a person, not a CRM record.
-#}
{%- macro native_person_id() -%}
    coalesce(
        case when customer_id like '%@%' then lower(customer_id) end,
        lower(respondent_id),
        respondent_email,
        respondent_phone
    )
{%- endmacro -%}
