{#-
    Why a group's metrics are hidden, null where they are not. The size of a group
    that is too small is shown, but not where secrecy hid answers of it.
-#}
{%- macro nps_suppression() -%}
    case
        when response_count < {{ var('min_group_size') }}
            then coalesce(secret_suppression_reason, 'too_few')
    end as suppression_reason,
    secret_suppression_reason is not null
    and response_count < {{ var('min_group_size') }} as is_count_hidden
{%- endmacro -%}
