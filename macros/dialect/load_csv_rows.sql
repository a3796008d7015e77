{#-
    Rows of a seed into its table, on Spark. dbt-spark's own macro puts text between single
    quotes as it is, so an apostrophe ends it, and an empty cell becomes the word None. Texts
    side by side are one text to Spark: an apostrophe is such a text of its own.
-#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set insert -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows %}
        (
            {%- for name in agate_table.column_names -%}
                {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                {%- set value = row[name] -%}
                {%- if value is none -%}
                    cast(null as {{ type }})
                {%- else -%}
                    cast('{{ value | string | replace("'", "' \"'\" '") }}' as {{ type }})
                {%- endif -%}
                {{ ', ' if not loop.last }}
            {%- endfor -%}
        )
            {{- ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- do adapter.add_query(insert, abridge_sql_log=True) -%}
    {{ return(insert) }}
{%- endmacro %}
