{#-
    The values of a group as a sorted array, so that sums over it are the same in every
    build; structs sort by their fields in turn. With `condition`, only rows that fulfil it.
-#}
{% macro sorted_array(x, condition='true') -%}
    {{ adapter.dispatch('sorted_array')(x, condition) }}
{%- endmacro %}

{% macro default__sorted_array(x, condition) -%}
    list_sort(list({{ x }}) filter (where {{ condition }}))
{%- endmacro %}

{% macro spark__sorted_array(x, condition) -%}
    sort_array(collect_list({{ x }}) filter (where {{ condition }}))
{%- endmacro %}
