{#
    On-run-start hook. Gives every source declared in this project its raw table, empty if
    nothing was ever landed, and gives a landed table the declared columns that its files
    lack, as null. So no model asks what has been landed, and the project builds with any
    subset of its sources. What is there already is listed once and never touched.
#}
{% macro create_missing_raw_tables() %}
    {% if execute %}
        {% set sources = graph.sources.values()
            | selectattr('package_name', 'equalto', project_name) | list %}
        {% set schemas = sources | map(attribute='schema') | unique | list %}
        {% set existing = existing_columns(schemas) %}

        {% for schema in schemas if schema not in existing %}
            {% do run_query('create schema if not exists ' ~ quoted(schema)) %}
        {% endfor %}

        {% for source in sources %}
            {% set present = existing.get(source.schema, {}).get(source.identifier) %}
            {% set missing = [] %}
            {% for name, data_type in raw_columns(source).items()
                if present is none or name not in present %}
                {% do missing.append(quoted(name) ~ ' ' ~ data_type) %}
            {% endfor %}
            {% if missing %}
                {% set table = quoted(source.schema) ~ '.' ~ quoted(source.identifier) %}
                {% set statement = create_raw_table if present is none else add_columns %}
                {% do run_query(statement(table, missing)) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{#
    Name and type of every column a source's table must have: the declared ones, text
    unless they say otherwise, and those the loader adds to what it reads from files.
#}
{% macro raw_columns(source) %}
    {% set columns = {} %}
    {% for column in source.columns.values() %}
        {% do columns.update({column.name: column.data_type or 'string'}) %}
    {% endfor %}
    {% if source.config.meta.get('landed_from_files', true) %}
        {% do columns.update({
            '_load_id': 'bigint',
            '_loaded_at': 'timestamp',
            '_source_file': 'string',
            '_row_number': 'bigint',
        }) %}
    {% endif %}
    {{ return(columns) }}
{% endmacro %}


{# The name between the engine's quotation marks, those within it doubled. #}
{% macro quoted(name) %}
    {% set mark = adapter.quote('')[0] %}
    {{ return(mark ~ name | replace(mark, mark ~ mark) ~ mark) }}
{% endmacro %}
