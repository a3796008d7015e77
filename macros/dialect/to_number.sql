{#-
    Text `x` as a double: ASCII digits with sign, point and exponent, blanks around allowed.
    Anything else ("n/a", "٩", "1,5", "NaN", "inf") is null.

    A bare `try_cast` takes "NaN" and "1_000" on DuckDB, "1d" and "1f" on Spark.
-#}
{% macro to_number(x) -%}
    {%- set blanks = '[ ' ~ blank_characters() ~ '\\x{200B}\\x{FEFF}]*' -%}
    {%- set number = '[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]{1,2})?' -%}
    try_cast(
        regexp_extract({{ x }}, '^{{ blanks }}({{ number }}){{ blanks }}$', 1) as double
    )
{%- endmacro %}
