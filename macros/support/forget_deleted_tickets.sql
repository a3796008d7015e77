{#-
    Post-hook of an incremental fact of tickets: those deleted since, and those that have
    not happened yet by an earlier cut-off.
-#}
{%- macro forget_deleted_tickets() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where ticket_status = 'deleted' or created_at >= {{ cut_off() }}
    {%- endif -%}
{%- endmacro -%}
