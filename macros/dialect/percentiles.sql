{#-
    Percentiles of `x`, null left out, as an array in the order of `shares`: one look at the
    values for all of them, where a `percentile_cont` each takes one each.
-#}
{% macro percentiles(x, shares) -%}
    {{ adapter.dispatch('percentiles')(x, shares) }}
{%- endmacro %}

{% macro default__percentiles(x, shares) -%}
    quantile_cont({{ x }}, [{{ shares | join(', ') }}])
{%- endmacro %}

{% macro spark__percentiles(x, shares) -%}
    percentile({{ x }}, array({{ shares | join(', ') }}))
{%- endmacro %}
