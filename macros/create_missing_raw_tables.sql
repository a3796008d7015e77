{#
    On-run-start hook. Gives every declared source of this project its raw table, empty if
    nothing was ever landed, and a landed table the declared columns that its files lack, as
    null. So no model asks what has been landed, and the project builds on an empty
    warehouse. What is there already is listed once and never touched.
#}
{% macro create_missing_raw_tables() %}
    {% if execute %}
        {% set sources = graph.sources.values()
            | selectattr('package_name', 'equalto', project_name) | list %}
        {% set existing = existing_columns(
            sources | map(attribute='schema') | unique | list) %}

        {% for schema in sources | map(attribute='schema') | unique
            if schema not in existing %}
            {% do run_query('create schema if not exists ' ~ quoted(schema)) %}
        {% endfor %}

        {% for source in sources %}
            {% set table = quoted(source.schema) ~ '.' ~ quoted(source.identifier) %}
            {% set present = existing.get(source.schema, {}).get(source.identifier) %}
            {% set absent = [] %}
            {% for name, data_type in raw_columns(source).items()
                if present is none or name not in present %}
                {% do absent.append(quoted(name) ~ ' ' ~ data_type) %}
            {% endfor %}
            {% if present is none %}
                {% do run_query(create_raw_table(table, absent)) %}
            {% elif absent %}
                {% do run_query(add_columns(table, absent)) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{# The declared columns of a source's table and those of landing, each with its type. #}
{% macro raw_columns(source) %}
    {% set columns = {} %}
    {% for column in source.columns.values() %}
        {% do columns.update({column.name: column.data_type}) %}
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


{# The name between the engine's quotation marks, those inside it doubled. #}
{% macro quoted(name) %}
    {% set mark = adapter.quote('')[0] %}
    {{ return(mark ~ name | replace(mark, mark ~ mark) ~ mark) }}
{% endmacro %}
