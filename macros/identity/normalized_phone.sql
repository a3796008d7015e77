{#-
    A phone number in E.164 from its international digits and the calling code they begin
    with, null when it cannot be one. `country` is what seeds/phone_countries.csv knows of
    that code; of a country that is not listed any length is taken.
-#}
{%- macro normalized_phone(digits, code, country='calling_codes') -%}
    {%- set rest = 'substr(' ~ digits ~ ', length(' ~ code ~ ') + 1)' -%}
    {%- set least, most = country ~ '.min_digits', country ~ '.max_digits' -%}
    {%- set trunk = country ~ '.trunk_prefix' -%}
    case
        when {{ code }} is null then null
        -- A placeholder.
        when {{ regexp_matches(digits, '(?:' ~ (
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] | join('{7}|')
        ) ~ '{7})$') }} then null
        when {{ country }}.calling_code is null
            then case when length({{ digits }}) between 8 and 15 then '+' || {{ digits }} end
        -- The trunk prefix is not dialled after a calling code, but is often written.
        when
            {{ rest }} like {{ trunk }} || '%'
            and ({{ trunk }} like '0%' or length({{ rest }}) > {{ most }})
            and length({{ rest }}) - length({{ trunk }}) between {{ least }} and {{ most }}
            then '+' || {{ code }} || substr({{ rest }}, length({{ trunk }}) + 1)
        when length({{ rest }}) between {{ least }} and {{ most }} then '+' || {{ digits }}
    end
{%- endmacro -%}
