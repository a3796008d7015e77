{#-
    Text `x` after one replacement after the other: `rules` are pairs of what
    `regexp_replace_all` takes as pattern and replacement, each for what the rules before left.

    Spark plans calls within calls the longer the deeper they are, so there the rules are a
    list that is gone through. Neither pattern nor replacement holds ` => ` or a line end.
-#}
{% macro regexp_replace_each(x, rules) -%}
    {{ adapter.dispatch('regexp_replace_each')(x, rules) }}
{%- endmacro %}

{% macro default__regexp_replace_each(x, rules) -%}
    {%- set text = namespace(sql=x) -%}
    {%- for pattern, replacement in rules -%}
        {%- set text.sql = regexp_replace_all(text.sql, pattern, replacement) -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}

{% macro spark__regexp_replace_each(x, rules) -%}
    {%- set lines = [] -%}
    {%- for pattern, replacement in rules -%}
        {%- do lines.append(pattern ~ ' => ' ~ replacement | replace('\\', '$')) -%}
    {%- endfor -%}
    aggregate(
        split('{{ lines | join("\n") }}', '\n'),
        {{ x }},
        (text, line) -> regexp_replace(
            text, split_part(line, ' => ', 1), split_part(line, ' => ', 2)
        )
    )
{%- endmacro %}
