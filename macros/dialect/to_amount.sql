{#-
    Text `x` as an amount of money, a double: a number as `to_number` reads it, or one with a
    currency's sign or code at an end and its thousands separated, as in "€ 1,424.17",
    "-$1,000" or "1.424,17 EUR". A comma before three digits separates thousands, before one
    or two it is a decimal comma; anything else is null.

    Most amounts are plain numbers, and the rest is worked out for the others only.
-#}
{% macro to_amount(x) -%}
    {%- set blanks = '[ ' ~ blank_characters() ~ ']*' -%}
    {%- set currency = '(?:\\x{0024}|[\\x{20AC}\\x{00A3}\\x{00A5}\\x{FFE5}]|[A-Z]{3})' -%}
    {%- set number = regexp_replace_all(
        x,
        '^' ~ blanks ~ '([+-]?)' ~ blanks ~ currency ~ blanks
        ~ '|' ~ blanks ~ currency ~ blanks ~ '$',
        '\\1'
    ) -%}
    coalesce(
        {{ to_number(x) }},
        case
            when {{ regexp_matches(
                number, '^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:[.][0-9]*)?$'
            ) }}
                then {{ to_number("replace(" ~ number ~ ", ',', '')") }}
            when {{ regexp_matches(
                number, '^[+-]?[0-9]{1,3}(?:[.][0-9]{3})*,[0-9]{1,2}$'
            ) }}
                then {{ to_number(
                    "replace(replace(" ~ number ~ ", '.', ''), ',', '.')"
                ) }}
            else {{ to_number(number) }}
        end
    )
{%- endmacro %}
