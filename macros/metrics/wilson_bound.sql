{#-
    Lower (`side` -1) or upper (1) bound of a share's Wilson interval; null without
    a count.
-#}
{%- macro wilson_bound(part, count, side) -%}
    {%- set z = var('confidence_z') -%}
    {%- set share = '(' ~ part ~ ' / nullif(cast(' ~ count ~ ' as double), 0))' -%}
    (
        {{ share }} + {{ z * z / 2 }} / {{ count }}
        {{ '+' if side > 0 else '-' }} {{ z }} * sqrt(
            (
                {{ share }} * (1 - {{ share }})
                + {{ z * z / 4 }} / {{ count }}
            ) / {{ count }}
        )
    ) / (1 + {{ z * z }} / {{ count }})
{%- endmacro -%}
