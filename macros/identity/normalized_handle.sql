{#- A handle on its platform, lower case and without the at sign: `x:meridian`. -#}
{%- macro normalized_handle(platform, handle) -%}
    {{ platform }} || ':' || nullif({{ regexp_replace_all(
        'lower(' ~ handle ~ ')', '^[@ ]+| +$', ''
    ) }}, '')
{%- endmacro -%}
