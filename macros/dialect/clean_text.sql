{#-
    Text `x` as a person reads it: without byte-order marks, zero-width and control characters,
    every run of blanks one space, none at the ends; null when nothing is left.

    The engines' own `trim` differ in which blanks they know. No normal form (NFC): Spark has
    none. Most text is clean, and finding that out is ten times cheaper than cleaning it; of a
    short word without blanks, most of all an id, DuckDB finds it out four times cheaper still.
    Spark plans every copy of `x` by itself: so there is no `nullif`, which makes two of all.
-#}
{% macro clean_text(x) -%}
    {%- set invisible -%}
        [\x{0000}-\x{0008}\x{000E}-\x{001F}\x{007F}-\x{0084}\x{0086}-\x{009F}\x{00AD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{FEFF}]
    {%- endset -%}
    {%- set blanks = '[ ' ~ blank_characters() ~ ']+' -%}
    {%- set unclean = '^$|^ | $|  |[' ~ blank_characters() ~ ']|' ~ invisible -%}
    {%- set readable = '[^ ' ~ blank_characters() ~ invisible[1:] -%}
    {%- set visible = regexp_replace_all(x, invisible, '') -%}
    case
        {%- if target.type == 'duckdb' %}
        when strlen({{ x }}) <= 16 and regexp_full_match({{ x }}, '[!-~]+') then {{ x }}
        {%- endif %}
        when not {{ regexp_matches(x, unclean) }} then {{ x }}
        when {{ regexp_matches(x, readable) }}
            then trim({{ regexp_replace_all(visible, blanks, ' ') }})
    end
{%- endmacro %}
