{#-
    True when some part of text `x` matches `pattern`.

    The patterns are what RE2 and Java share: character classes, `\p{L}`, `\x{3000}`,
    non-capturing groups; no look-around, no back-references, no single quotes. Inside a Jinja
    string a backslash is written twice.
-#}
{% macro regexp_matches(x, pattern) -%}
    {{ adapter.dispatch('regexp_matches')(x, pattern) }}
{%- endmacro %}

{% macro default__regexp_matches(x, pattern) -%}
    regexp_matches({{ x }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__regexp_matches(x, pattern) -%}
    regexp_like({{ x }}, '{{ pattern }}')
{%- endmacro %}
