{#
    The tables of the given schemas: {schema: {table: [column, ...]}}, in lower case. A
    schema without a table may be absent.
#}
{% macro existing_columns(schemas) %}
    {{ return(adapter.dispatch('existing_columns')(schemas)) }}
{% endmacro %}


{% macro duckdb__existing_columns(schemas) %}
    {% set existing = {} %}
    {% set columns = run_query(
        "select lower(schema_name), lower(table_name), lower(column_name)
        from duckdb_columns()
        where database_name = current_database() and not internal"
    ) %}
    {% for schema, table, column in columns.rows if schema in schemas %}
        {% do existing.setdefault(schema, {}).setdefault(table, []).append(column) %}
    {% endfor %}
    {{ return(existing) }}
{% endmacro %}


{% macro spark__existing_columns(schemas) %}
    {% set existing = {} %}
    {% for (schema,) in run_query('show schemas').rows if schema in schemas %}
        {% do existing.update({schema: {}}) %}
        {% for _, table, is_temporary in run_query('show tables in ' ~ quoted(schema)).rows
            if not is_temporary %}
            {% set described = run_query(
                'describe table ' ~ quoted(schema) ~ '.' ~ quoted(table)) %}
            {% do existing[schema].update({
                table: described.columns['col_name'].values() | map('lower') | list
            }) %}
        {% endfor %}
    {% endfor %}
    {{ return(existing) }}
{% endmacro %}
