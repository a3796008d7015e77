{#-
    All other segments of a type, beside each segment of it. Their sums are those of all
    segments less those of the segment. Squares of clusters that are in both need care:
    with s in the segment and r in the rest, (s + r)^2 is what the whole has, and r^2 is
    that less s^2 less 2sr.
-#}
{{ config(materialized='table') }}
{%- set of_type = 'over (partition by estimated.type_number, estimated.period_grain, '
    ~ 'estimated.period_start_date)' %}

with

estimated as (

    select * from {{ ref('int_nps_segments_estimated') }}

),

clusters_shared as (

    select * from {{ ref('int_nps_segment_clusters_shared') }}

),

summed as (

    select
        estimated.segment_number,
        estimated.period_grain,
        estimated.period_start_date,
        cast(null as string) as secret_suppression_reason,
        {%- for column in [
            'response_count', 'promoter_count', 'passive_count', 'detractor_count'
        ] %}
        cast(sum(estimated.{{ column }}) {{ of_type }} as bigint)
        - estimated.{{ column }} as {{ column }},
        {%- endfor %}
        {%- for column, shared_in_whole, shared_in_rest in [
            ('cluster_count', 'first_shared_count - shared_count', 'shared_count'),
            ('cluster_size_squares', 'shared_size_by_size', '-2 * shared_size_by_size'),
            (
                'cluster_size_by_net',
                'shared_size_by_net',
                '- shared_size_by_net - shared_net_by_size',
            ),
            ('cluster_net_squares', 'shared_net_by_net', '-2 * shared_net_by_net'),
        ] %}
        sum(estimated.{{ column }} + coalesce({{ shared_in_whole }}, 0)) {{ of_type }}
        - estimated.{{ column }} + coalesce({{ shared_in_rest }}, 0) as {{ column }},
        {%- endfor %}
        clusters_shared.shared_count,
        clusters_shared.shared_left_size,
        clusters_shared.shared_left_net,
        clusters_shared.shared_right_size,
        clusters_shared.shared_right_net,
        clusters_shared.shared_size_by_size,
        clusters_shared.shared_size_by_net,
        clusters_shared.shared_net_by_size,
        clusters_shared.shared_net_by_net
    from estimated
    left join clusters_shared
        on estimated.segment_number = clusters_shared.segment_number
        and estimated.period_grain = clusters_shared.period_grain
        and estimated.period_start_date = clusters_shared.period_start_date

),

weighed as (

    select
        *,
        {{ nps_design_effect() }}
    from summed

),

estimated_rests as (

    select
        *,
        {{ nps_interval() }},
        {{ nps_suppression() }}
    from weighed

)

select * from estimated_rests
