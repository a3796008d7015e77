{#-
    The last acts of a staging model: every landed row is kept and judged.

    relation    CTE of the renamed and cast columns
    key         columns that identify a record; null in one quarantines the row
    event_at    timestamp the record cannot do without
    version_at  the source's own time of the version; without it the latest
                landing is the latest version
    is_deleted  boolean column of a soft delete in the source

    record_status is `current` (the newest version of a record), `superseded`
    (a newer row has its key, or the source deleted it) or `quarantined`
    (cannot be used); status_reason says why. version_rank 1 is the newest.
-#}
{%- macro record_status(
    relation, key, event_at=none, version_at=none, is_deleted=none
) -%}
judged as (

    select
        *,
        case
            {%- for column in key %}
            when {{ column }} is null then '{{ column }} is missing'
            {%- endfor %}
            {%- if event_at %}
            when {{ event_at }} is null then '{{ event_at }} is missing or unreadable'
            when {{ event_at }} < cast('{{ var("calendar_start_date") }}' as timestamp)
                then '{{ event_at }} is before the calendar_start_date'
            {%- endif %}
        end as quarantine_reason
    from {{ relation }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by {{ key | join(', ') }}, quarantine_reason
            order by
                {% if version_at %}{{ version_at }} desc nulls last,
                {% endif -%}
                _load_id desc nulls last,
                _row_number desc nulls last
        ) as version_rank
    from judged

),

statused as (

    select
        *,
        case
            when quarantine_reason is not null then 'quarantined'
            when version_rank > 1 then 'superseded'
            {%- if is_deleted %}
            when {{ is_deleted }} then 'superseded'
            {%- endif %}
            else 'current'
        end as record_status,
        case
            when quarantine_reason is not null then quarantine_reason
            when version_rank > 1 then 'a newer row has the same key'
            {%- if is_deleted %}
            when {{ is_deleted }} then 'deleted in the source'
            {%- endif %}
        end as status_reason
    from ranked

)

select * from statused
{%- endmacro -%}
