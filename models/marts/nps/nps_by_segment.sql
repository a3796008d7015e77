with

estimated as (

    select * from {{ ref('int_nps_segments_estimated') }}

),

shown as (

    select * from estimated
    where suppression_reason is null

),

rests as (

    select * from {{ ref('int_nps_segment_rests_estimated') }}

),

shown_rests as (

    select * from rests
    where suppression_reason is null

),

weighted as (

    select * from {{ ref('int_nps_segments_weighted') }}

),

compared as (

    select * from {{ ref('int_nps_segments_compared') }}

),

set_apart as (

    -- A hidden segment has no rest: the rest of the rest would be the segment.
    select
        estimated.*,
        shown.response_count
        / cast(shown.response_count + rests.response_count as double) as response_share,
        case when shown.n is not null then shown_rests.nps end as nps_rest,
        {{ nps_difference(
            'gap_to_rest',
            'shown',
            'shown_rests',
            nps_shared_variance('shown', 'shown_rests', 'shown_rests'),
        ) }}
    from estimated
    left join shown
        on estimated.segment_number = shown.segment_number
        and estimated.period_grain = shown.period_grain
        and estimated.period_start_date = shown.period_start_date
    inner join rests
        on estimated.segment_number = rests.segment_number
        and estimated.period_grain = rests.period_grain
        and estimated.period_start_date = rests.period_start_date
    left join shown_rests
        on estimated.segment_number = shown_rests.segment_number
        and estimated.period_grain = shown_rests.period_grain
        and estimated.period_start_date = shown_rests.period_start_date

),

{{ q_valued('set_apart', 'gap_to_rest_p_value', family=[
    'type_number',
    'period_grain',
    'period_start_date',
]) }}

select
    q_valued.brand_id,
    q_valued.survey_kind,
    q_valued.dimension,
    q_valued.period_grain,
    q_valued.period_start_date,
    q_valued.period_end_date,
    q_valued.is_complete_period,
    {{ is_latest_complete_period('q_valued') }},
    q_valued.segment_type,
    q_valued.segment_value,
    {{ nps_block('q_valued') }},
    weighted.weighted_nps,
    weighted.weighted_nps_ci_low,
    weighted.weighted_nps_ci_high,
    weighted.effective_response_count,
    weighted.is_weighting_valid,
    weighted.is_weight_converged,
    weighted.max_margin_error,
    weighted.trimmed_share,
    q_valued.response_share,
    q_valued.nps_rest,
    q_valued.gap_to_rest,
    q_valued.gap_to_rest_ci_low,
    q_valued.gap_to_rest_ci_high,
    q_valued.gap_to_rest_p_value as p_value,
    q_valued.q_value,
    q_valued.tests_in_family,
    q_valued.q_value < {{ var('significance_level') }} as is_significant,
    compared.compared_start_date as previous_period_start_date,
    compared.nps_before as nps_previous,
    compared.nps_change,
    compared.nps_change_ci_low,
    compared.nps_change_ci_high,
    compared.nps_change_p_value,
    compared.nps_change_p_value < {{ var('significance_level') }}
        as is_significant_change
from q_valued
inner join compared
    on q_valued.segment_number = compared.segment_number
    and q_valued.period_grain = compared.period_grain
    and q_valued.period_start_date = compared.period_start_date
left join weighted
    on q_valued.brand_id = weighted.brand_id
    and q_valued.survey_kind = weighted.survey_kind
    and q_valued.dimension = weighted.dimension
    and q_valued.period_grain = weighted.period_grain
    and q_valued.period_start_date = weighted.period_start_date
    and q_valued.segment_type = weighted.segment_type
    and q_valued.segment_value = weighted.segment_value
