{#-
    Text `x` as a slug: lower case, every run of what is neither letter nor digit of any script an
    underscore, none at the ends; null when nothing is left.
-#}
{% macro slugify(x) -%}
    {%- set words = regexp_replace_all('lower(' ~ x ~ ')', '[^\\p{L}\\p{N}]+', '_') -%}
    nullif(trim(both '_' from {{ words }}), '')
{%- endmacro %}
