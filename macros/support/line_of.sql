{#- Columns as one text, to see whether any of them changed. -#}
{%- macro line_of(name, columns) -%}
    '{{ name }}'
    {%- for column in columns %} || '|' || coalesce(cast({{ column }} as string), '')
    {%- endfor %}
{%- endmacro -%}
