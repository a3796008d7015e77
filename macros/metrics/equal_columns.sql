{#- The condition of a join on columns that both sides have. -#}
{%- macro equal_columns(left, right, columns) -%}
    {%- for column in columns %}
    {{ 'and ' if not loop.first }}{{ left }}.{{ column }} = {{ right }}.{{ column }}
    {%- endfor %}
{%- endmacro -%}
