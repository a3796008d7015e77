{#-
    The conformed columns a survey source does not have, as typed nulls, so that
    a staging model lists only what it has.
-#}
{%- macro columns_not_given(given) -%}
    {%- for name, type in survey_response_columns().items() if name not in given %}
    cast(null as {{ type }}) as {{ name }},
    {%- endfor %}
{%- endmacro -%}
