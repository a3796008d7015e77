{#-
    Post-hook of an incremental fact: rows of earlier builds whose person is another
    customer by now.
-#}
{%- macro rekey_customers() -%}
    {%- if is_incremental() -%}
        update {{ this }}
        set customer_id = identities.customer_id
        from {{ ref('customer_identities') }} as identities
        where
            {{ this.identifier }}.source_person_id = identities.source_person_id
            and {{ this.identifier }}.customer_id is distinct from identities.customer_id
    {%- endif -%}
{%- endmacro -%}
