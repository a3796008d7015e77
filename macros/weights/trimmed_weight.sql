{#- A weight within the bounds of the vars, if there are any. -#}
{%- macro trimmed_weight(weight) -%}
    {%- set above = 'greatest(' ~ weight ~ ', ' ~ var('smallest_weight') ~ ')'
        if var('smallest_weight') else weight -%}
    {{- 'least(' ~ above ~ ', ' ~ var('largest_weight') ~ ')'
        if var('largest_weight') else above -}}
{%- endmacro -%}
