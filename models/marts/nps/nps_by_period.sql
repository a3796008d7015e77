with

estimated as (

    select * from {{ ref('int_nps_periods_estimated') }}

),

weighted as (

    select * from {{ ref('int_nps_periods_weighted') }}

),

compared as (

    select * from {{ ref('int_nps_periods_compared') }}

),

with_previous as (

    select * from compared
    where comparison = 'previous'

),

with_year_ago as (

    select * from compared
    where comparison = 'year_ago'

),

bands as (

    select * from {{ ref('nps_bands') }}

)

select
    estimated.brand_id,
    estimated.survey_kind,
    estimated.dimension,
    estimated.period_grain,
    estimated.period_start_date,
    estimated.period_end_date,
    estimated.is_complete_period,
    {{ is_latest_complete_period('estimated') }},
    {{ nps_block('estimated') }},
    weighted.weighted_nps,
    weighted.weighted_nps_ci_low,
    weighted.weighted_nps_ci_high,
    weighted.effective_response_count,
    weighted.is_weighting_valid,
    weighted.is_weight_converged,
    weighted.max_margin_error,
    weighted.trimmed_share,
    case when estimated.suppression_reason is null then bands.band end as nps_band,
    with_previous.compared_start_date as previous_period_start_date,
    with_previous.nps_before as nps_previous,
    with_previous.nps_change,
    with_previous.nps_change_ci_low,
    with_previous.nps_change_ci_high,
    with_previous.nps_change_p_value,
    with_previous.nps_change_p_value < {{ var('significance_level') }}
        as is_significant_change,
    with_year_ago.nps_before as nps_same_period_last_year,
    with_year_ago.nps_change as nps_change_year_on_year,
    with_year_ago.nps_change_p_value as nps_change_year_on_year_p_value
from estimated
left join bands
    on estimated.nps >= bands.nps_from
    and estimated.nps < bands.nps_below
inner join with_previous
    on estimated.brand_id = with_previous.brand_id
    and estimated.survey_kind = with_previous.survey_kind
    and estimated.dimension = with_previous.dimension
    and estimated.period_grain = with_previous.period_grain
    and estimated.period_start_date = with_previous.period_start_date
inner join with_year_ago
    on estimated.brand_id = with_year_ago.brand_id
    and estimated.survey_kind = with_year_ago.survey_kind
    and estimated.dimension = with_year_ago.dimension
    and estimated.period_grain = with_year_ago.period_grain
    and estimated.period_start_date = with_year_ago.period_start_date
left join weighted
    on estimated.brand_id = weighted.brand_id
    and estimated.survey_kind = weighted.survey_kind
    and estimated.dimension = weighted.dimension
    and estimated.period_grain = weighted.period_grain
    and estimated.period_start_date = weighted.period_start_date
