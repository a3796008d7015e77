{#-
    Whom the company serves at the end of each period, by what CRM says of customers: the
    weights of a change in who buys. Who is a prospect or has left is not counted.
-#}
{%- set attributes = ['customer_segment', 'value_tier', 'lifecycle_stage', 'region'] -%}
{{ config(materialized='table') }}

with

periods as (

    select
        period_grain,
        period_start_date,
        least(period_end_date, {{ as_of_date() }}) as counted_on
    from {{ ref('int_nps_periods_estimated') }}
    where
        period_grain in ('month', 'quarter', 'year')
        and survey_kind in ('relationship', 'transactional')
    group by 1, 2, 3

),

history as (

    select
        *,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_until
    from {{ ref('int_customers_history') }}

),

counted as (

    select
        periods.period_grain,
        periods.period_start_date,
        {%- for attribute in attributes %}
        coalesce(history.{{ attribute }}, 'unknown') as {{ attribute }},
        {%- endfor %}
        count(*) as customer_count
    from periods
    inner join history
        on periods.counted_on >= history.valid_from
        and periods.counted_on < history.valid_until
    where
        coalesce(
            history.lifecycle_stage not in (
                '{{ var("inactive_lifecycle_stages") | join("', '") }}'
            ), true
        )
    group by 1, 2, 3, 4, 5, 6

),

by_segment as (

    select
        period_grain,
        period_start_date,
        'all' as segment_type,
        'all' as segment_value,
        customer_count
    from counted
    {%- for segment_type in var('segment_types') %}
    {%- set parts = segment_type.split(' x ') %}
    {%- if parts | reject('in', attributes) | list | length == 0 %}
    union all
    select
        period_grain,
        period_start_date,
        '{{ segment_type }}' as segment_type,
        {{ parts | join(" || ' x ' || ") }} as segment_value,
        customer_count
    from counted
    {%- endif %}
    {%- endfor %}

)

select
    period_grain,
    period_start_date,
    segment_type,
    segment_value,
    cast(sum(customer_count) as bigint) as customer_count
from by_segment
group by 1, 2, 3, 4
