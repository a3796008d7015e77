{#-
    Each brand among those of its market: its rank, how far it stands from what is usual
    there, the own brand it is measured by, and its wave before. Hidden brands have none.
-#}
with

estimated as (

    select
        *,
        case when suppression_reason is null then nps end as shown_nps
    from {{ ref('int_nps_brands_estimated') }}

),

brands as (

    select * from {{ ref('brands') }}

),

own_brands_heard as (

    select
        estimated.market,
        estimated.brand_id,
        row_number() over (
            partition by estimated.market
            order by
                sum(estimated.response_count) desc nulls last,
                estimated.brand_id nulls last
        ) as own_brand_rank
    from estimated
    inner join brands
        on estimated.brand_id = brands.brand_id
        and brands.is_own
    where estimated.period_grain = 'month'
    group by 1, 2

),

own_brands as (

    -- The own brand a market knows best: the one that others are measured by.
    select
        market,
        brand_id as own_brand_id
    from own_brands_heard
    where own_brand_rank = 1

),

fields as (

    -- What is usual in a market, by brands of enough answers.
    select
        market,
        period_grain,
        period_start_date,
        cast(count(*) as double) as field_count,
        {{ exact_sum('nps') }} as nps_sum,
        {{ exact_sum('nps * nps') }} as nps_square_sum
    from estimated
    where response_count >= {{ var('min_benchmark_responses') }}
    group by 1, 2, 3

),

followed as (

    select
        *,
        rank() over (
            partition by market, period_grain, period_start_date
            order by shown_nps desc nulls last
        ) as shown_rank,
        count(shown_nps) over (
            partition by market, period_grain, period_start_date
        ) as brand_count,
        max(case when response_count > 0 then period_start_date end) over (
            partition by market, brand_id, period_grain
            order by period_start_date nulls last
            rows between unbounded preceding and 1 preceding
        ) as previous_period_start_date
    from estimated

),

placed as (

    select
        followed.*,
        coalesce(brands.is_own, false) as is_own,
        own_brands.own_brand_id,
        case
            when followed.shown_nps is not null then cast(followed.shown_rank as bigint)
        end as nps_rank,
        sqrt(
            greatest(
                0,
                fields.nps_square_sum
                - fields.nps_sum * fields.nps_sum / fields.field_count
            ) / nullif(fields.field_count - 1, 0)
        ) as field_deviation,
        fields.nps_sum / fields.field_count as field_mean,
        case
            when
                fields.field_count >= 8
                and followed.response_count >= {{ var('min_benchmark_responses') }}
                and field_deviation > 1e-6
                then (followed.nps - field_mean) / field_deviation
        end as z_score
    from followed
    left join brands
        on followed.brand_id = brands.brand_id
    left join own_brands
        on followed.market = own_brands.market
    left join fields
        on followed.market = fields.market
        and followed.period_grain = fields.period_grain
        and followed.period_start_date = fields.period_start_date

)

select * from placed
