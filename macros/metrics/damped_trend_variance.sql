{#-
    The variance of a damped-trend forecast `steps` months ahead, in units of the variance of
    one step: 1 plus the squares of alpha (1 + beta (phi + ... + phi^j)) for j below `steps`,
    in closed form (Hyndman et al. 2008, table 6.1).
-#}
{%- macro damped_trend_variance(steps) -%}
    {%- set alpha = var('forecast_level_share') -%}
    {%- set beta = alpha * var('forecast_trend_share') -%}
    {%- set phi = var('forecast_damping') -%}
    {%- set slope = beta * phi / (1 - phi) / (1 - phi) -%}
    (
        1
        + {{ alpha * alpha }} * ({{ steps }} - 1)
        + {{ slope * (2 * alpha * (1 - phi) + beta * phi) }} * {{ steps }}
        - {{ slope / (1 - phi * phi) }} * (1 - power({{ phi }}, {{ steps }}))
        * (
            {{ 2 * alpha * (1 - phi * phi) + beta * phi * (1 + 2 * phi) }}
            - {{ beta * phi }} * power({{ phi }}, {{ steps }})
        )
    )
{%- endmacro -%}
