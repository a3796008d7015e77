{#-
    `expression`, which reads the state as `state`, applied `steps` times, first to `start`:
    a fold that gives back the last state. Its type is that of `start`.
-#}
{% macro iterate(start, steps, state, expression) -%}
    {{ adapter.dispatch('iterate')(start, steps, state, expression) }}
{%- endmacro %}

{% macro default__iterate(start, steps, state, expression) -%}
    list_reduce(
        list_transform(range({{ steps }} + 1), lambda _step: {{ start }}),
        lambda {{ state }}, _step: {{ expression }}
    )
{%- endmacro %}

{% macro spark__iterate(start, steps, state, expression) -%}
    aggregate(
        sequence(1, {{ steps }}), {{ start }}, ({{ state }}, _step) -> {{ expression }}
    )
{%- endmacro %}
