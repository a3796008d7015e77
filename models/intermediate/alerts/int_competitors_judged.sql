{#-
    Each competitor of a market against the own brand, wave by wave, as a test of the alerts
    it may raise. Gaps are the competitor's NPS less ours; waves ask new people, so gaps of
    two waves are independent.
-#}
with

brands as (

    select * from {{ ref('int_nps_brands_ranked') }}
    where
        is_complete_period
        and brand_id != own_brand_id

),

gaps as (

    select
        *,
        {{ normal_cdf('gap_z') }} as probability
    from {{ ref('int_nps_brands_compared') }}
    where gap_se is not null

),

rules as (

    select * from {{ ref('alert_rules') }}

),

followed as (

    select
        brands.own_brand_id as brand_id,
        'benchmark' as survey_kind,
        'overall' as dimension,
        brands.market,
        brands.brand_id as competitor_brand_id,
        cast(null as string) as segment_type,
        cast(null as string) as segment_value,
        brands.own_brand_id || ':benchmark:overall:' || brands.market || ':'
        || brands.brand_id as series_id,
        brands.period_grain,
        brands.period_start_date,
        brands.period_end_date,
        {%- for column in ['gap', 'gap_adjusted', 'gap_se', 'probability'] %}
        gaps.{{ column }},
        {%- for steps in [1, 2] %}
        lag(gaps.{{ column }}, {{ steps }}) over (
            partition by
                brands.market,
                brands.own_brand_id,
                brands.brand_id,
                brands.period_grain
            order by brands.period_start_date nulls last
        ) as {{ column }}_{{ steps }}_before,
        {%- endfor %}
        {%- endfor %}
        brands.response_count
    from brands
    inner join gaps
        on brands.market = gaps.market
        and brands.period_grain = gaps.period_grain
        and brands.period_start_date = gaps.period_start_date
        and brands.brand_id = gaps.brand_id
        and brands.own_brand_id = gaps.other_brand_id

),

overtakers as (

    select
        followed.*,
        rules.alert_type,
        'probability_above_own' as metric,
        followed.probability as observed,
        followed.probability_1_before as expected,
        rules.probability_now as limit_value,
        cast(null as double) as p_value,
        followed.probability_1_before <= rules.probability_before
        and followed.probability >= rules.probability_now as is_candidate,
        followed.competitor_brand_id || ' is ahead with a probability of '
        || {{ written_number('100 * followed.probability') }} || ' % after '
        || {{ written_number('100 * followed.probability_1_before') }}
        || ' % in the wave before: its NPS less ours is '
        || {{ written_number('followed.gap') }} || ' after '
        || {{ written_number('followed.gap_1_before') }} as evidence
    from followed
    inner join rules
        on rules.alert_type = 'overtaken_by_competitor'
    where followed.probability_1_before is not null

),

widening as (

    select
        *,
        'competitor_gap_widening' as alert_type,
        'gap_to_own' as metric,
        gap as observed,
        gap_2_before as expected,
        cast(null as double) as limit_value,
        (gap_adjusted - gap_adjusted_2_before) / (
            100 * sqrt(gap_se * gap_se + gap_se_2_before * gap_se_2_before)
        ) as gap_change_z,
        {{ two_sided_p_value('gap_change_z') }} as p_value,
        gap > gap_1_before and gap_1_before > gap_2_before as is_candidate,
        'NPS of ' || competitor_brand_id || ' less ours is '
        || {{ written_number('gap') }} || ' after '
        || {{ written_number('gap_1_before') }} || ' and '
        || {{ written_number('gap_2_before') }} || ' in the waves before' as evidence
    from followed
    where gap_2_before is not null

)

select {{ alert_columns('overtakers') }}
from overtakers
union all
select {{ alert_columns('widening') }}
from widening
