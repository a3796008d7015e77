{#-
    What is dialled, as digits, after a plus where the number was written with one: without
    blanks, brackets, the extension, and the trunk zero that stands in brackets after a
    calling code; Italy dials it. Null when it is no number.
-#}
{%- macro phone_digits(phone) -%}
    {%- set calling_code = '(?:[+]|00) ?(?:[124-9]|3[0-8])[0-9 .-]*' -%}
    {#- A spreadsheet makes 49301234 a 49301234.0. -#}
    {%- set whole = regexp_replace_all(
        'lower(' ~ phone ~ ')', '^([+]?[0-9]{7,})[.]0$', '\\1'
    ) -%}
    {%- set number = regexp_replace_all(
        whole, '^tel[.: ]+|(?:[;,#x]|ext).*$', ''
    ) -%}
    {%- set dialled = regexp_replace_all(
        number, '^(' ~ calling_code ~ ')[(]0[)]', '\\1'
    ) -%}
    {%- set digits = regexp_replace_all(dialled, '[ ()./\\x{2010}-\\x{2015}-]', '') -%}
    case
        when {{ regexp_matches(phone, '^[+]?[0-9]{5,18}$') }} then {{ phone }}
        else nullif(regexp_extract({{ digits }}, '^[+]?[0-9]{5,18}$', 0), '')
    end
{%- endmacro -%}
