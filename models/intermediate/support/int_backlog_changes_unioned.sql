{#- When tickets came into the backlog and left it; kept from build to build as the fact is. -#}
{{ config(materialized=incremental_or_table(), unique_key='ticket_id') }}

with

changes as (
    {% for source in var('support_ticket_sources') %}
    select
        ticket_id,
        brand_id,
        changed_at,
        open_change
    from {{ ref('int_' ~ source ~ '_backlog_changes_conformed') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

brands as (

    select * from {{ ref('brands') }}

)

select
    changes.ticket_id,
    changes.changed_at,
    {{ local_date('changes.changed_at') }} as changed_date,
    changes.open_change
from changes
left join brands
    on coalesce(changes.brand_id, '{{ var("default_brand_id") }}') = brands.brand_id
