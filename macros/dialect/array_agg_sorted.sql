{#-
    The values of `x` in a group as an array, in the order of `position`, which is unique
    among the rows `where` holds.
-#}
{% macro array_agg_sorted(x, position, where='true') -%}
    {{ adapter.dispatch('array_agg_sorted')(x, position, where) }}
{%- endmacro %}

{% macro default__array_agg_sorted(x, position, where) -%}
    list({{ x }} order by {{ position }}) filter (where {{ where }})
{%- endmacro %}

{#- Spark leaves nulls out of the list. -#}
{% macro spark__array_agg_sorted(x, position, where) -%}
    transform(
        array_sort(collect_list(
            case
                when {{ where }}
                    then named_struct('_position', {{ position }}, '_value', {{ x }})
            end
        )),
        _item -> _item._value
    )
{%- endmacro %}
