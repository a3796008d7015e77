{#-
    What a damped trend adds to the level over `steps` months, in units of the trend:
    phi + phi^2 + ... + phi^steps.
-#}
{%- macro damped_steps(steps) -%}
    {%- set phi = var('forecast_damping') -%}
    {{ phi / (1 - phi) }} * (1 - power({{ phi }}, {{ steps }}))
{%- endmacro -%}
