{#-
    The newest version of every record of `relation`, a base model, kept from load to load:
    new rows are compared with those kept before that have their keys.

    key      columns that identify a record; null in one leaves the row out
    columns  further columns to keep
-#}
{%- macro newest_versions(relation, key, columns=[]) -%}
with

landed as (

    select
        {{ (key + columns) | join(', ') }},
        synced_at,
        _load_id,
        _row_number
    from {{ relation }}
    where {{ is_newly_landed() }}

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
    select kept.*
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
        case
            when {{ key | join(' is not null and ') }} is not null
                then row_number() over (
                    partition by {{ key | join(', ') }}
                    order by
                        synced_at desc nulls last,
                        _load_id desc nulls last,
                        _row_number desc nulls last
                )
        end as version_rank
    from known

)

select
    {{ (key + columns) | join(', ') }},
    synced_at,
    _load_id,
    _row_number
from ranked
where version_rank = 1
{%- endmacro -%}
