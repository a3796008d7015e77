{#-
    The newest version of every record of `relation`, a base model, kept from load to load:
    new rows are compared with those kept before that have their keys.

    key         columns that identify a record; null in one leaves the row out
    columns     further columns to keep
    made_of     those of them that the base model does not have, and their expressions
    version_at  column by which one version is newer than another
    ever        of the columns, booleans that are true once any version was
    where       which landed rows are kept at all
    event_at    when it happened, as in `record_status`: before the calendar is never
-#}
{%- macro newest_versions(
    relation, key, columns=[], made_of={}, version_at='synced_at', ever=[], where=none,
    event_at=none
) -%}
{%- set known_columns = key + columns + [version_at, '_load_id', '_row_number'] -%}
{%- set is_usable -%}
    {{ key | join(' is not null and ') }} is not null
    {%- if event_at %}
    and {{ event_at }} >= cast('{{ var("calendar_start_date") }}' as timestamp)
    {%- endif %}
{%- endset -%}
with

landed as (

    select
        {%- for column in known_columns %}
        {{ made_of[column] ~ ' as ' if column in made_of }}
        {{- column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    where {{ is_newly_landed() }}{{ ' and ' ~ where if where }}

),
{% if is_incremental() %}
keys as (

    select {{ key | join(', ') }} from landed
    group by {{ key | join(', ') }}

),

kept as (

    select * from {{ this }}

),

known as (

    select * from landed
    union all
    select
        {%- for column in known_columns %}
        kept.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from kept
    inner join keys
        on {% for column in key %}kept.{{ column }} = keys.{{ column }}
        {{ 'and ' if not loop.last }}{% endfor %}

),
{%- else %}
known as (

    select * from landed

),
{%- endif %}

ranked as (

    -- Not by `where`, which the engine would move down and cast every text twice for.
    select
        *,
        {%- for column in ever %}
        max(cast({{ column }} as integer)) over (
            partition by {{ key | join(', ') }}, {{ is_usable }}
        ) as ever_{{ column }},
        {%- endfor %}
        case
            when {{ is_usable }}
                then row_number() over (
                    partition by {{ key | join(', ') }}, {{ is_usable }}
                    order by
                        {{ version_at }} desc nulls last,
                        _load_id desc nulls last,
                        _row_number desc nulls last
                )
        end as version_rank
    from known

)

select
    {%- for column in known_columns %}
    {{ 'ever_' ~ column ~ ' = 1 as ' if column in ever }}
    {{- column }}{{ ',' if not loop.last }}
    {%- endfor %}
from ranked
where version_rank = 1
{%- endmacro -%}
