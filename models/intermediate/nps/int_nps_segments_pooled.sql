{#-
    The segments of a comparison with those that are hidden on either side pooled into
    `(other)`, and the next smallest too while that is itself too small to be shown.
-#}
{%- set sums = [
    'response_count', 'promoter_count', 'passive_count', 'detractor_count',
    'cluster_count', 'cluster_size_squares', 'cluster_size_by_net',
    'cluster_net_squares',
] -%}
{%- set comparison = [
    'brand_id', 'survey_kind', 'dimension', 'period_grain', 'period_start_date',
    'segment_type',
] -%}
{%- set smaller -%}
    over (
        partition by {{ comparison | join(', ') }}
        order by
            is_pooled_first desc nulls last,
            response_count nulls last,
            segment_value nulls last
        rows between unbounded preceding and current row
    )
{%- endset -%}
with

compared as (

    select * from {{ ref('int_nps_segments_paired') }}

),

segments as (

    select
        {{ comparison | join(', ') }},
        segment_value,
        segment_value = '(other)' or max(cast(is_hidden as integer)) = 1
            as is_pooled_first,
        sum(response_count) as response_count,
        sum(case when side = 'now' then response_count else 0 end) as count_now,
        sum(case when side = 'before' then response_count else 0 end) as count_before
    from compared
    group by 1, 2, 3, 4, 5, 6, 7

),

accumulated as (

    select
        *,
        sum(count_now) {{ smaller }} - count_now as smaller_now,
        sum(count_before) {{ smaller }} - count_before as smaller_before
    from segments

),

named as (

    select
        {{ comparison | join(', ') }},
        segment_value,
        case
            when
                is_pooled_first
                or smaller_now between 1 and {{ var('min_group_size') }} - 1
                or smaller_before between 1 and {{ var('min_group_size') }} - 1
                then '(other)'
            else segment_value
        end as pooled_value
    from accumulated

),

pooled as (

    select
        {%- for column in comparison %}
        compared.{{ column }},
        {%- endfor %}
        compared.previous_period_start_date,
        named.pooled_value as segment_value,
        compared.side,
        {%- for sum in sums[:4] %}
        cast(sum(compared.{{ sum }}) as bigint) as {{ sum }},
        {%- endfor %}
        {%- for sum in sums[4:] %}
        sum(compared.{{ sum }}) as {{ sum }},
        {%- endfor %}
        sum(compared.customer_count) as customer_count
    from compared
    inner join named
        on {{ equal_columns(
            'compared', 'named', comparison + ['segment_value']
        ) }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9

),

weighed as (

    select
        *,
        {{ nps_design_effect() }}
    from pooled

),

estimated as (

    select
        *,
        {{ nps_interval() }}
    from weighed

)

select
    {{ comparison | join(', ') }},
    previous_period_start_date,
    segment_value,
    side,
    response_count,
    response_count / nullif(cast(sum(response_count) over (
        partition by {{ comparison | join(', ') }}, side
    ) as double), 0) as response_weight,
    coalesce(customer_count, 0) / nullif(cast(sum(customer_count) over (
        partition by {{ comparison | join(', ') }}, side
    ) as double), 0) as customer_weight,
    nps,
    adjusted_net,
    adjusted_se
from estimated
