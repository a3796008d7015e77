{#- The p-value of a standardised difference, either sign counting. -#}
{%- macro two_sided_p_value(z) -%}
    2 * {{ lower_normal_tail(z) }}
{%- endmacro -%}
