{#- Rows of several relations of one shape, with where each was landed. -#}
{%- macro rows_unioned(relations, columns) -%}
    {%- for relation in relations %}
    select
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro -%}
