{#-
    The columns of a conformed shape that a source does not have, as typed nulls, so that
    its model lists only what it has. `shape` is a macro's dictionary of names and types.
-#}
{%- macro columns_not_given(given, shape=none) -%}
    {%- for name, type in (shape or survey_response_columns()).items()
        if name not in given %}
    cast(null as {{ type }}) as {{ name }},
    {%- endfor %}
{%- endmacro -%}
