{#-
    Text `x` with every match of `pattern` replaced. Groups are `\1` to `\9` in `replacement`;
    for patterns see `regexp_matches`.

    DuckDB replaces only the first match unless told otherwise; Spark writes groups as `$1`.
-#}
{% macro regexp_replace_all(x, pattern, replacement) -%}
    {{ adapter.dispatch('regexp_replace_all')(x, pattern, replacement) }}
{%- endmacro %}

{% macro default__regexp_replace_all(x, pattern, replacement) -%}
    regexp_replace({{ x }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__regexp_replace_all(x, pattern, replacement) -%}
    regexp_replace({{ x }}, '{{ pattern }}', '{{ replacement | replace("\\", "$") }}')
{%- endmacro %}
