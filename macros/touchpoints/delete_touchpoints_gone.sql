{#- What was deleted or superseded since the last build leaves the fact. -#}
{%- macro delete_touchpoints_gone() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where not exists (
            select 1
            from {{ ref('int_touchpoints_classified') }} as touchpoints
            where touchpoints.touchpoint_id = {{ this }}.touchpoint_id
        )
    {%- endif -%}
{%- endmacro -%}
