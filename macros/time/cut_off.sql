{#- The first moment that has not happened yet: the end of the as-of date, UTC. -#}
{%- macro cut_off() -%}
    (cast({{ as_of_date() }} as timestamp) + interval 1 day)
{%- endmacro -%}
