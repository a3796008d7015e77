{#-
    Acts of core.fct_touchpoints that end with `to_write`: of the CTE `relation` all rows, or
    in an incremental build those of customers of whom one row is new, changed or gone.
-#}
{%- macro touchpoints_to_write(relation) -%}
{%- if is_incremental() -%}
built as (

    select * from {{ this }}

),

changed as (

    select
        {{ relation }}.touchpoint_id,
        {{ relation }}.customer_id,
        built.customer_id as built_customer_id
    from {{ relation }}
    full outer join built
        on {{ relation }}.touchpoint_id = built.touchpoint_id
    where
        {{ relation }}.touchpoint_id is null
        {%- for column in described_columns() %}
        or {{ relation }}.{{ column }} is distinct from built.{{ column }}
        {%- endfor %}

),

affected_customers as (

    select customer_id from changed
    where customer_id is not null
    union
    select built_customer_id as customer_id from changed
    where built_customer_id is not null

),

to_write as (

    select {{ relation }}.* from {{ relation }}
    inner join affected_customers
        on {{ relation }}.customer_id = affected_customers.customer_id
    union all
    -- Who is nobody has no journey: the row stands alone.
    select {{ relation }}.* from {{ relation }}
    inner join changed
        on {{ relation }}.touchpoint_id = changed.touchpoint_id
    where changed.customer_id is null

)
{%- else -%}
to_write as (

    select * from {{ relation }}

)
{%- endif -%}
{%- endmacro -%}
