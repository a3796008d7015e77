{#-
    A number as text with `digits` figures behind the point, 1 or more, halves upwards: the
    same on both engines, which write doubles differently.
-#}
{%- macro written_number(x, digits=1) -%}
    cast(
        cast(
            cast(floor({{ x }} * 1{{ '0' * digits }} + 0.5) as decimal(18, 0))
            / 1{{ '0' * digits }} as decimal(18, {{ digits }})
        ) as string
    )
{%- endmacro -%}
