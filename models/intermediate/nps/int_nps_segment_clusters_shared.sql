{#-
    Accounts and customers heard in more than one segment of a type: what each segment
    shares with the others. Most are heard in one, and are not here.
-#}
{{ config(materialized='table') }}

with

segments as (

    select * from {{ ref('int_nps_segments_numbered') }}

),

clusters as (

    select
        *,
        cluster_promoters - cluster_detractors as cluster_net
    from {{ ref('int_nps_segment_clusters_summed') }}
    where cluster_size > 0

),

typed as (

    select
        clusters.*,
        segments.type_number
    from clusters
    inner join segments
        on clusters.segment_number = segments.segment_number

),

wholes as (

    select
        type_number,
        period_grain,
        period_start_date,
        cluster_id,
        min(segment_number) as first_segment_number,
        cast(sum(cluster_size) as bigint) as whole_size,
        cast(sum(cluster_net) as bigint) as whole_net
    from typed
    group by 1, 2, 3, 4
    having count(*) > 1

),

spread as (

    select
        typed.*,
        case when typed.segment_number = wholes.first_segment_number then 1 else 0 end
            as is_first,
        wholes.whole_size - typed.cluster_size as rest_size,
        wholes.whole_net - typed.cluster_net as rest_net
    from typed
    inner join wholes
        on typed.type_number = wholes.type_number
        and typed.period_grain = wholes.period_grain
        and typed.period_start_date = wholes.period_start_date
        and typed.cluster_id = wholes.cluster_id

)

-- Each shared cluster is the first of one segment, so a sum over them counts it once.
select
    segment_number,
    period_grain,
    period_start_date,
    cast(sum(is_first) as double) as first_shared_count,
    {{ nps_shared_sums('cluster_size', 'cluster_net', 'rest_size', 'rest_net') }}
from spread
group by 1, 2, 3
