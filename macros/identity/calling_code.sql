{#- The calling code that international digits begin with; by E.164 no code begins another. -#}
{%- macro calling_code(digits) -%}
    {%- set codes =
        '1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9][0-9]{2}'
    -%}
    nullif(regexp_extract({{ digits }}, '^(?:{{ codes }})', 0), '')
{%- endmacro -%}
