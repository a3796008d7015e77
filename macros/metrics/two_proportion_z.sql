{#-
    The standardised difference of two shares, pooled: `share` of `count` against
    `share_before` of `count_before`. Null where nobody, or everybody, is of the kind.
-#}
{%- macro two_proportion_z(share, count, share_before, count_before) -%}
    {%- set pooled -%}
        (({{ share }} * {{ count }} + {{ share_before }} * {{ count_before }})
        / ({{ count }} + {{ count_before }}))
    {%- endset -%}
    ({{ share }} - {{ share_before }}) / nullif(
        sqrt(
            {{ pooled }} * (1 - {{ pooled }})
            * (1 / {{ count }} + 1 / {{ count_before }})
        ), 0
    )
{%- endmacro -%}
