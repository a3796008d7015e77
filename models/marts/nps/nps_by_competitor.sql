with

brands as (

    select * from {{ ref('int_nps_brands_ranked') }}

),

compared as (

    select * from {{ ref('int_nps_brands_compared') }}

),

contested as (

    select * from {{ ref('int_nps_brands_contested') }}

),

measured as (

    select
        brands.*,
        contested.probability_first,
        compared.gap,
        compared.gap_adjusted,
        compared.gap_ci_low,
        compared.gap_ci_high,
        compared.gap_se,
        compared.gap_p_value,
        {{ normal_cdf('compared.gap_z') }} as probability_above_own
    from brands
    left join contested
        on brands.market = contested.market
        and brands.period_grain = contested.period_grain
        and brands.period_start_date = contested.period_start_date
        and brands.brand_id = contested.brand_id
    left join compared
        on brands.market = compared.market
        and brands.period_grain = compared.period_grain
        and brands.period_start_date = compared.period_start_date
        and brands.brand_id = compared.brand_id
        and brands.own_brand_id = compared.other_brand_id

),

{{ q_valued('measured', 'gap_p_value', family=[
    'market', 'period_grain', 'period_start_date'
]) }},

before as (

    select * from q_valued

),

followed as (

    -- Waves ask new people: their gaps are independent.
    select
        q_valued.*,
        before.shown_nps as nps_previous,
        before.nps_rank as nps_rank_previous,
        before.gap as gap_to_own_previous,
        before.probability_above_own as probability_above_own_previous,
        q_valued.gap - before.gap as gap_change,
        sqrt(q_valued.gap_se * q_valued.gap_se + before.gap_se * before.gap_se)
            as gap_change_se,
        q_valued.gap_adjusted - before.gap_adjusted as gap_change_adjusted,
        gap_change_adjusted / (100 * gap_change_se) as gap_change_z,
        100 * {{ var('confidence_z') }} * gap_change_se as change_reach
    from q_valued
    left join before
        on q_valued.market = before.market
        and q_valued.brand_id = before.brand_id
        and q_valued.period_grain = before.period_grain
        and q_valued.previous_period_start_date = before.period_start_date

)

select
    followed.market,
    followed.brand_id,
    followed.is_own,
    followed.own_brand_id,
    followed.period_grain,
    followed.period_start_date,
    followed.period_end_date,
    followed.is_complete_period,
    {{ is_latest_complete_period('followed', ['market']) }},
    {{ nps_block('followed') }},
    followed.nps_rank,
    followed.brand_count,
    followed.nps_rank = 1 as is_leader,
    followed.probability_first,
    followed.gap as gap_to_own,
    followed.gap_ci_low,
    followed.gap_ci_high,
    100 * followed.gap_se as gap_standard_error,
    followed.gap_p_value as p_value,
    followed.q_value,
    followed.tests_in_family,
    followed.q_value < {{ var('significance_level') }} as is_significant,
    followed.probability_above_own,
    followed.z_score,
    followed.previous_period_start_date,
    followed.nps_previous,
    followed.nps_rank_previous,
    followed.gap_to_own_previous,
    followed.probability_above_own_previous,
    followed.gap_change as gap_to_own_change,
    case
        when followed.gap_change_se is not null
            then least(
                followed.gap_change,
                greatest(-400, followed.gap_change_adjusted - followed.change_reach)
            )
    end as gap_change_ci_low,
    case
        when followed.gap_change_se is not null
            then greatest(
                followed.gap_change,
                least(400, followed.gap_change_adjusted + followed.change_reach)
            )
    end as gap_change_ci_high,
    {{ two_sided_p_value('followed.gap_change_z') }} as gap_change_p_value
from followed
