{#- True when a native id is itself an e-mail address, a phone number or a handle. -#}
{%- macro is_address(native_id) -%}
    (
        {{ native_id }} like '%@%'
        or {{ regexp_matches(native_id, '^[+][0-9][0-9 ().-]{5,}$') }}
    )
{%- endmacro -%}
