{#-
    Each period of a series beside the one before it, segment by segment, as sums that may
    be pooled. What a period's NPS counts and no segment shows is `(other)`.
-#}
{%- set sums = [
    'response_count', 'promoter_count', 'passive_count', 'detractor_count',
    'cluster_count', 'cluster_size_squares', 'cluster_size_by_net',
    'cluster_net_squares',
] -%}
{%- set series = [
    'brand_id', 'survey_kind', 'dimension', 'period_grain', 'period_start_date'
] -%}
{{ config(materialized='table') }}

with

periods as (

    select * from {{ ref('int_nps_periods_estimated') }}
    where
        period_grain in ('month', 'quarter', 'year')
        and (response_count > 0 or secret_suppression_reason is not null)

),

segments as (

    select * from {{ ref('int_nps_segments_estimated') }}

),

customers as (

    select * from {{ ref('int_customers_by_segment_counted') }}

),

shown as (

    select
        {{ series | join(', ') }},
        {%- for sum in sums[:4] %}
        cast(sum({{ sum }}) as bigint) as {{ sum }},
        {%- endfor %}
        segment_type
    from segments
    group by 1, 2, 3, 4, 5, 10

),

segment_types as (

    select
        brand_id,
        survey_kind,
        dimension,
        segment_type
    from segments
    group by 1, 2, 3, 4

),

secret as (

    -- Counted, and in no segment that is shown.
    select
        {%- for column in series %}
        periods.{{ column }},
        {%- endfor %}
        {%- for sum in sums[:4] %}
        periods.{{ sum }} - coalesce(shown.{{ sum }}, 0) as {{ sum }},
        {%- endfor %}
        segment_types.segment_type
    from periods
    inner join segment_types
        on {{ equal_columns('periods', 'segment_types', series[:3]) }}
    left join shown
        on {{ equal_columns('periods', 'shown', series) }}
        and segment_types.segment_type = shown.segment_type

),

left_over as (

    -- Nobody knows whose they are: each is a cluster of its own.
    select
        {{ series | join(', ') }},
        segment_type,
        '(other)' as segment_value,
        false as is_hidden,
        {{ sums[:4] | join(', ') }},
        cast(response_count as double) as cluster_count,
        cast(response_count as double) as cluster_size_squares,
        cast(promoter_count - detractor_count as double) as cluster_size_by_net,
        cast(promoter_count + detractor_count as double) as cluster_net_squares
    from secret
    where response_count > 0

),

parts as (

    select
        {{ series | join(', ') }},
        segment_type,
        segment_value,
        suppression_reason is not null as is_hidden,
        {{ sums | join(', ') }}
    from segments
    union all
    select * from left_over

),

comparisons as (

    select
        {{ series | join(', ') }},
        lag(period_start_date) over (
            partition by {{ series[:4] | join(', ') }}
            order by period_start_date nulls last
        ) as previous_period_start_date
    from periods

),

sides as (

    select
        *,
        'now' as side,
        period_start_date as side_start_date
    from comparisons
    where previous_period_start_date is not null
    union all
    select
        *,
        'before' as side,
        previous_period_start_date as side_start_date
    from comparisons
    where previous_period_start_date is not null

),

found as (

    select
        {%- for column in series %}
        sides.{{ column }},
        {%- endfor %}
        parts.segment_type,
        parts.segment_value
    from sides
    inner join parts
        on {{ equal_columns('sides', 'parts', series[:4]) }}
        and sides.side_start_date = parts.period_start_date
    group by 1, 2, 3, 4, 5, 6, 7

)

-- A segment stands on both sides, with nobody where it is in one period alone.
select
    {%- for column in series %}
    found.{{ column }},
    {%- endfor %}
    sides.previous_period_start_date,
    found.segment_type,
    found.segment_value,
    sides.side,
    coalesce(parts.is_hidden, false) as is_hidden,
    {%- for sum in sums %}
    coalesce(parts.{{ sum }}, 0) as {{ sum }},
    {%- endfor %}
    customers.customer_count
from found
inner join sides
    on {{ equal_columns('found', 'sides', series) }}
left join parts
    on {{ equal_columns(
        'found', 'parts', series[:4] + ['segment_type', 'segment_value']
    ) }}
    and sides.side_start_date = parts.period_start_date
left join customers
    on found.period_grain = customers.period_grain
    and sides.side_start_date = customers.period_start_date
    and found.segment_type = customers.segment_type
    and found.segment_value = customers.segment_value
    and found.survey_kind in ('relationship', 'transactional')
