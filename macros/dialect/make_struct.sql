{#- A struct of the named fields: make_struct(y='...', z='...'), read as state.y. -#}
{% macro make_struct() -%}
    {{ adapter.dispatch('make_struct')(kwargs) }}
{%- endmacro %}

{% macro default__make_struct(fields) -%}
    struct_pack(
        {%- for name, value in fields.items() %}
        {{ name }} := {{ value }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro spark__make_struct(fields) -%}
    named_struct(
        {%- for name, value in fields.items() %}
        '{{ name }}', {{ value }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
