{#-
    Text `x` as a bigint, null unless a whole number: "9.0" is 9, "7.5" is null. Beyond 2^53 a
    double is no longer exact, so null.

    A bare `try_cast` makes 7.5 an 8 on DuckDB.
-#}
{% macro to_integer(x) -%}
    {%- set number = to_number(x) -%}
    case
        when {{ number }} = floor({{ number }}) and abs({{ number }}) <= 9007199254740992
            then cast({{ number }} as bigint)
    end
{%- endmacro %}
