{#-
    Text `x` as a boolean: true, t, yes, y, 1 or 是; false, f, no, n, 0 or 否; in any case.
    Anything else is null.
-#}
{% macro to_boolean(x) -%}
    case lower({{ clean_text(x) }})
        when 'true' then true
        when 't' then true
        when 'yes' then true
        when 'y' then true
        when '1' then true
        when '是' then true
        when 'false' then false
        when 'f' then false
        when 'no' then false
        when 'n' then false
        when '0' then false
        when '否' then false
    end
{%- endmacro %}
