{#- How a survey tool knows whom it invited: as it will know him as a respondent. -#}
{%- macro invited_person_id() -%}
    coalesce(
        case when customer_id like '%@%' then lower(customer_id) end,
        lower(respondent_id),
        respondent_email
    )
{%- endmacro -%}
