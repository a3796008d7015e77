{#-
    Periods of a series compared with earlier ones, as the acts from `estimated` to
    `compared`, one row per series, period and comparison: `previous`, the last period
    before it with counted answers, so that a quarterly survey compares wave with wave;
    `year_ago`, the same one a year (days and weeks: 364 days) before. Clusters heard in
    both are paired. Numbers are null where either period is hidden.

    estimated    CTE or relation of estimates (nps_estimated), one row per series and period
    clusters     CTE or relation of nps_cluster_sums, one row per series, period and cluster
    series       columns of the series
    comparisons  which of the two
-#}
{%- macro nps_compared(estimated, clusters, series, comparisons) -%}
{%- set keys = series + ['period_grain'] -%}
followed as (

    select
        *,
        max(
            case
                when response_count > 0 or secret_suppression_reason is not null
                    then period_start_date
            end
        ) over (
            partition by {{ keys | join(', ') }}
            order by period_start_date nulls last
            rows between unbounded preceding and 1 preceding
        ) as previous_start_date,
        case
            when period_grain in ('day', 'week')
                then {{ add_days('period_start_date', -364) }}
            else {{ add_months('period_start_date', -12) }}
        end as year_ago_start_date
    from {{ estimated }}

),

paired as (
    {%- for comparison in comparisons %}

    select
        *,
        '{{ comparison }}' as comparison,
        {{ comparison }}_start_date as compared_start_date
    from followed
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

clusters_now as (

    select * from {{ clusters }}
    where cluster_size > 0

),

clusters_before as (

    select * from clusters_now

),

shared as (

    select
        {%- for key in keys %}
        paired.{{ key }},
        {%- endfor %}
        paired.period_start_date,
        paired.comparison,
        {{ nps_shared_sums(
            'clusters_now.cluster_size',
            '(clusters_now.cluster_promoters - clusters_now.cluster_detractors)',
            'clusters_before.cluster_size',
            '(clusters_before.cluster_promoters - clusters_before.cluster_detractors)',
        ) }}
    from paired
    inner join clusters_now
        on paired.period_start_date = clusters_now.period_start_date
        {%- for key in keys %}
        and paired.{{ key }} = clusters_now.{{ key }}
        {%- endfor %}
    inner join clusters_before
        on paired.compared_start_date = clusters_before.period_start_date
        and clusters_now.cluster_id = clusters_before.cluster_id
        {%- for key in keys %}
        and paired.{{ key }} = clusters_before.{{ key }}
        {%- endfor %}
    group by
        {%- for key in keys %}
        paired.{{ key }},
        {%- endfor %}
        paired.period_start_date,
        paired.comparison

),

shown_now as (

    select * from {{ estimated }}
    where suppression_reason is null

),

shown_before as (

    select * from shown_now

),

compared as (

    select
        {%- for key in keys %}
        paired.{{ key }},
        {%- endfor %}
        paired.period_start_date,
        paired.comparison,
        paired.compared_start_date,
        case when shown_now.n > 0 then shown_before.nps end as nps_before,
        {{ nps_difference(
            'nps_change',
            'shown_now',
            'shown_before',
            nps_shared_variance('shown_now', 'shown_before', 'shared'),
        ) }}
    from paired
    left join shown_now
        on paired.period_start_date = shown_now.period_start_date
        {%- for key in keys %}
        and paired.{{ key }} = shown_now.{{ key }}
        {%- endfor %}
    left join shown_before
        on paired.compared_start_date = shown_before.period_start_date
        {%- for key in keys %}
        and paired.{{ key }} = shown_before.{{ key }}
        {%- endfor %}
    left join shared
        on paired.comparison = shared.comparison
        and paired.period_start_date = shared.period_start_date
        {%- for key in keys %}
        and paired.{{ key }} = shared.{{ key }}
        {%- endfor %}

)
{%- endmacro -%}
