{#-
    Was the raw row landed by `known_at`? Without the var everything landed is
    known: a clock that ran ahead must not hide rows.
-#}
{%- macro is_known(loaded_at='_loaded_at') -%}
    {%- if var('known_at') -%}
        {{ loaded_at }} <= cast('{{ var("known_at") }}' as timestamp)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}
