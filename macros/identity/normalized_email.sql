{#-
    A bare address as the mailbox it leads to: without plus tag, and without the dots its
    provider ignores. `providers` is seeds/email_providers.csv, joined on the domain.
-#}
{%- macro normalized_email(address, providers='email_providers') -%}
    {%- set mailbox = "split_part(split_part(" ~ address ~ ", '@', 1), '+', 1)" -%}
    nullif(
        case
            when {{ providers }}.ignores_dots then replace({{ mailbox }}, '.', '')
            else {{ mailbox }}
        end,
        ''
    )
    || '@'
    || coalesce({{ providers }}.mailbox_domain, split_part({{ address }}, '@', 2))
{%- endmacro -%}
