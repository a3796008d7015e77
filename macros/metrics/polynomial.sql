{#- A polynomial of `x`, its coefficients from the highest power down (Horner). -#}
{%- macro polynomial(coefficients, x) -%}
    {%- set ns = namespace(text='cast(' ~ coefficients[0] ~ ' as double)') -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set ns.text = '(' ~ ns.text ~ ' * ' ~ x ~ ' + ' ~ coefficient ~ ')' -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro -%}
