{#-
    Benjamini and Hochberg's (1995) q-values of the p-values of `relation`, as the acts
    `ranked` and `q_valued`: all its columns, tests_in_family (p-values that are not null)
    and q_value. `family` are the columns of a family.
-#}
{%- macro q_valued(relation, p_value, family) -%}
{%- set family_columns = family | join(', ') -%}
ranked as (

    -- Ties share the last of their ranks.
    select
        *,
        count({{ p_value }}) over (partition by {{ family_columns }}) as tests_in_family,
        {{ p_value }} / nullif(count({{ p_value }}) over (
            partition by {{ family_columns }}
            order by {{ p_value }} nulls last
        ), 0) as p_value_by_rank
    from {{ relation }}

),

q_valued as (

    select
        *,
        case
            when {{ p_value }} is not null
                then least(1, tests_in_family * min(p_value_by_rank) over (
                    partition by {{ family_columns }}
                    order by {{ p_value }} desc nulls last
                ))
        end as q_value
    from ranked

)
{%- endmacro -%}
