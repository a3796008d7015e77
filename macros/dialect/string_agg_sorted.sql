{#-
    The values of `x` in a group in ascending order, as text between commas; nulls are left out,
    null when nothing is left.
-#}
{% macro string_agg_sorted(x) -%}
    {{ adapter.dispatch('string_agg_sorted')(x) }}
{%- endmacro %}

{% macro default__string_agg_sorted(x) -%}
    string_agg(cast({{ x }} as varchar), ', ' order by {{ x }})
{%- endmacro %}

{% macro spark__string_agg_sorted(x) -%}
    nullif(array_join(array_sort(collect_list({{ x }})), ', '), '')
{%- endmacro %}
