{#-
    Must a group be hidden for secrecy among its siblings, whose total is shown?
    Those smaller than min_group_size must; and then the next smallest ones too,
    until at least two are hidden and those hidden are together large enough.
-#}
{%- macro is_hidden_among(size, siblings, key) -%}
    min({{ size }}) over (partition by {{ siblings }}) < {{ var('min_group_size') }}
    and (
        {{ size }} < {{ var('min_group_size') }}
        or row_number() over (
            partition by {{ siblings }}
            order by {{ size }} nulls last, {{ key }} nulls last
        ) <= 2
        or sum({{ size }}) over (
            partition by {{ siblings }}
            order by {{ size }} nulls last, {{ key }} nulls last
            rows between unbounded preceding and current row
        ) - {{ size }} < {{ var('min_group_size') }}
    )
{%- endmacro -%}
