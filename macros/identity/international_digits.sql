{#-
    Digits as `phone_digits` gives them, as they are dialled from anywhere: with calling code.
    `home` is the row of seeds/phone_countries.csv that a number without one is read by; a
    local number, without the code of its area, is null.
-#}
{%- macro international_digits(digits, home='phone_countries') -%}
    {%- set national =
        'substr(' ~ digits ~ ', length(' ~ home ~ '.trunk_prefix) + 1)'
    -%}
    {%- set least, most = home ~ '.min_digits', home ~ '.max_digits' -%}
    case
        when {{ digits }} like '+%' or {{ digits }} like '00%'
            then {{ regexp_replace_all(digits, '^(?:[+]0{0,2}|00)', '') }}
        when
            {{ digits }} like {{ home }}.trunk_prefix || '%'
            and length({{ national }}) between {{ least }} and {{ most }}
            then {{ home }}.calling_code || {{ national }}
        -- The plus was lost, unless it is a number of the country that looks so.
        when
            {{ digits }} like {{ home }}.calling_code || '%'
            and length({{ digits }}) - length({{ home }}.calling_code)
            between {{ least }} and {{ most }}
            then case when length({{ digits }}) > {{ most }} then {{ digits }} end
        -- The trunk prefix was lost, or may be left out.
        when
            length({{ digits }}) = {{ most }}
            or (
                coalesce({{ home }}.trunk_prefix, '') not like '0%'
                and length({{ digits }}) between {{ least }} and {{ most }}
            )
            then {{ home }}.calling_code || {{ digits }}
    end
{%- endmacro -%}
