{#-
    The standard normal distribution function of a column, which neither engine has:
    Hart's rational approximation (1968) as West gives it (2005, "Better approximations
    to cumulative normal functions"), within 1e-14 of scipy.
-#}
{%- macro normal_cdf(x) -%}
    {%- set rest = '(1 - ' ~ lower_normal_tail(x) ~ ')' -%}
    case when {{ x }} > 0 then {{ rest }} else {{ lower_normal_tail(x) }} end
{%- endmacro -%}
