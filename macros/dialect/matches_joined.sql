{#-
    Every match of `pattern` in text `x`, one after the other with a space between; empty when
    there is none. Matches do not overlap; the first alternative that fits is taken. For
    patterns see `regexp_matches`.
-#}
{% macro matches_joined(x, pattern) -%}
    {{ adapter.dispatch('matches_joined')(x, pattern) }}
{%- endmacro %}

{% macro default__matches_joined(x, pattern) -%}
    array_to_string(regexp_extract_all({{ x }}, '{{ pattern }}'), ' ')
{%- endmacro %}

{% macro spark__matches_joined(x, pattern) -%}
    array_join(regexp_extract_all({{ x }}, '{{ pattern }}', 0), ' ')
{%- endmacro %}
