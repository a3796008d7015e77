{#-
    The bare address in lower case, out of brackets after a name (`Ann Lee <ann@lee.example>`);
    null when it is none.
-#}
{%- macro email_address(email) -%}
    {%- set letters = '[^ <>@(),:;\\x{005B}\\x{005C}\\x{005D}\\x{0022}]+' -%}
    {%- set address -%}
        case
            when {{ email }} like '%<%' or {{ email }} like '%:%'
                then {{ regexp_replace_all(
                    'lower(' ~ email ~ ')', '^.*<|>.*$|^mailto:', ''
                ) }}
            else lower({{ email }})
        end
    {%- endset -%}
    case
        when {{ regexp_matches(address, '^' ~ letters ~ '@' ~ letters ~ '[.]' ~ letters ~ '$') }}
            then {{ address }}
    end
{%- endmacro -%}
