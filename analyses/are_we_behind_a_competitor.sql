-- Are we really behind that competitor, or is it the sample? Every brand of the latest
-- complete quarter against ours, market by market, with what speaks for it: the paired
-- interval, q over all brands compared, and whether the gap is new. The same people
-- rated both brands: the intervals of the two NPS are too wide to compare by.
with

gaps as (

    select * from {{ ref('nps_by_competitor') }}
    where
        period_grain = 'quarter'
        and is_latest_complete_period
        and gap_to_own is not null

),

brands as (

    select * from {{ ref('dim_brands') }}

),

judged as (

    select
        gaps.market,
        gaps.period_start_date,
        brands.brand_name,
        gaps.nps,
        gaps.nps_rank,
        gaps.gap_to_own,
        gaps.gap_ci_low,
        gaps.gap_ci_high,
        gaps.q_value,
        gaps.probability_above_own,
        gaps.gap_to_own_change,
        case
            when gaps.p_value is null then 'too few answers to say'
            when gaps.is_significant and gaps.gap_to_own > 0 then 'ahead of us'
            when gaps.is_significant then 'behind us'
            when gaps.probability_above_own >= 0.8 then 'probably ahead, not proven'
            when gaps.probability_above_own <= 0.2 then 'probably behind, not proven'
            else 'cannot be told apart'
        end as verdict,
        case
            when gaps.gap_change_p_value < 0.05
                then case when gaps.gap_to_own_change > 0 then 'gains' else 'loses' end
            when gaps.gap_change_p_value is not null then 'no clear change'
        end as since_the_wave_before
    from gaps
    inner join brands
        on gaps.brand_id = brands.brand_id

)

select * from judged
order by market, nps_rank, brand_name
