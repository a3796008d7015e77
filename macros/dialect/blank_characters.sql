{#-
    The inside of a regular-expression class of every blank of Unicode but the plain space: tab,
    line ends, no-break and ideographic spaces. Written out, for `\s` is ASCII only.
-#}
{% macro blank_characters() -%}
    \x{0009}-\x{000D}\x{0085}\x{00A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}
{%- endmacro %}
