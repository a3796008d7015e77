{#-
    The gap between any two brands of a market, either way round. Who rated both is
    paired: the same people on both sides. Nothing is compared where a brand is hidden.
-#}
{{ config(materialized='table') }}

with

estimated as (

    select * from {{ ref('int_nps_brands_estimated') }}
    where suppression_reason is null

),

others as (

    select * from estimated

),

clusters as (

    select
        *,
        cluster_promoters - cluster_detractors as cluster_net
    from {{ ref('int_nps_brand_clusters_summed') }}
    where cluster_size > 0

),

other_clusters as (

    select * from clusters

),

shared as (

    select
        clusters.market,
        clusters.period_grain,
        clusters.period_start_date,
        clusters.brand_id,
        other_clusters.brand_id as other_brand_id,
        {{ nps_shared_sums(
            'clusters.cluster_size',
            'clusters.cluster_net',
            'other_clusters.cluster_size',
            'other_clusters.cluster_net',
        ) }}
    from clusters
    inner join other_clusters
        on clusters.market = other_clusters.market
        and clusters.period_grain = other_clusters.period_grain
        and clusters.period_start_date = other_clusters.period_start_date
        and clusters.cluster_id = other_clusters.cluster_id
        and clusters.brand_id < other_clusters.brand_id
    group by 1, 2, 3, 4, 5

),

compared as (

    select
        estimated.market,
        estimated.period_grain,
        estimated.period_start_date,
        estimated.brand_id,
        others.brand_id as other_brand_id,
        cast(coalesce(shared.shared_count, 0) as bigint) as shared_count,
        {{ nps_difference(
            'gap',
            'estimated',
            'others',
            nps_shared_variance('estimated', 'others', 'shared')
        ) }}
    from estimated
    inner join others
        on estimated.market = others.market
        and estimated.period_grain = others.period_grain
        and estimated.period_start_date = others.period_start_date
        and estimated.brand_id < others.brand_id
    left join shared
        on estimated.market = shared.market
        and estimated.period_grain = shared.period_grain
        and estimated.period_start_date = shared.period_start_date
        and estimated.brand_id = shared.brand_id
        and others.brand_id = shared.other_brand_id

),

either_way as (

    select
        market,
        period_grain,
        period_start_date,
        brand_id,
        other_brand_id,
        shared_count,
        gap,
        gap_se,
        gap_z,
        gap_adjusted,
        gap_ci_low,
        gap_ci_high,
        gap_p_value
    from compared
    union all
    select
        market,
        period_grain,
        period_start_date,
        other_brand_id as brand_id,
        brand_id as other_brand_id,
        shared_count,
        0 - gap as gap,
        gap_se,
        0 - gap_z as gap_z,
        0 - gap_adjusted as gap_adjusted,
        0 - gap_ci_high as gap_ci_low,
        0 - gap_ci_low as gap_ci_high,
        gap_p_value
    from compared

)

select * from either_way
