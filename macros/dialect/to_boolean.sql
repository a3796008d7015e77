{#-
    Text `x` as a boolean: true, t, yes, y, 1 or 是; false, f, no, n, 0 or 否; in any case.
    Anything else is null.
-#}
{% macro to_boolean(x) -%}
    {%- set word = 'lower(' ~ clean_text(x) ~ ')' -%}
    case
        when {{ word }} in ('true', 't', 'yes', 'y', '1', '是') then true
        when {{ word }} in ('false', 'f', 'no', 'n', '0', '否') then false
    end
{%- endmacro %}
