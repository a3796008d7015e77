{%- set comparison = [
    'brand_id', 'survey_kind', 'dimension', 'period_grain', 'period_start_date',
    'segment_type',
] -%}
with

pooled as (

    select * from {{ ref('int_nps_segments_pooled') }}

),

periods as (

    select * from {{ ref('int_nps_periods_estimated') }}

),

now as (

    select * from pooled
    where side = 'now'

),

before as (

    select * from pooled
    where side = 'before'

),

compared as (

    -- A segment that only one of the periods has keeps its one NPS: it is all mix.
    select
        {%- for column in comparison %}
        now.{{ column }},
        {%- endfor %}
        now.segment_value,
        now.previous_period_start_date,
        now.response_count as segment_response_count,
        before.response_count as segment_response_count_previous,
        now.nps as segment_nps,
        before.nps as segment_nps_previous,
        coalesce(now.nps, before.nps) as nps_now,
        coalesce(before.nps, now.nps) as nps_before,
        now.response_weight as response_weight_now,
        before.response_weight as response_weight_before,
        now.customer_weight as customer_weight_now,
        before.customer_weight as customer_weight_before,
        {{ nps_difference('segment_nps_change', 'now', 'before') }}
    from now
    inner join before
        on {{ equal_columns('now', 'before', comparison + ['segment_value']) }}
    where now.response_count + before.response_count > 0

),

weighted as (
    {%- for mix_basis, weight in [
        ('respondents', 'response_weight'), ('customers', 'customer_weight')
    ] %}
    select
        *,
        '{{ mix_basis }}' as mix_basis,
        {{ weight }}_now as weight,
        {{ weight }}_before as weight_previous
    from compared
    {%- if mix_basis == 'customers' %}
    where
        customer_weight_now is not null
        and customer_weight_before is not null
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

totals as (

    select
        {{ comparison | join(', ') }},
        mix_basis,
        {{ exact_sum('weight * nps_now') }} as nps,
        {{ exact_sum('weight_previous * nps_before') }} as nps_previous,
        case
            when
                sum(segment_response_count) < {{ var('min_group_size') }}
                or sum(segment_response_count_previous) < {{ var('min_group_size') }}
                then 'too_few'
        end as suppression_reason
    from weighted
    group by 1, 2, 3, 4, 5, 6, 7

),

decomposed as (

    select
        weighted.*,
        totals.suppression_reason,
        totals.nps,
        totals.nps_previous,
        totals.nps - totals.nps_previous as nps_change,
        (weighted.weight + weighted.weight_previous) / 2 as mean_weight,
        mean_weight * (weighted.nps_now - weighted.nps_before) as rate_effect,
        100 * mean_weight * weighted.segment_nps_change_se as rate_effect_se,
        (
            (weighted.nps_now + weighted.nps_before) / 2
            - (totals.nps + totals.nps_previous) / 2
        ) * (weighted.weight - weighted.weight_previous) as mix_effect,
        rate_effect + mix_effect as total_effect
    from weighted
    inner join totals
        on {{ equal_columns('weighted', 'totals', comparison + ['mix_basis']) }}

),

{{ q_valued(
    'decomposed', 'segment_nps_change_p_value', family=comparison + ['mix_basis']
) }}

select
    {%- for column in comparison[:5] %}
    q_valued.{{ column }},
    {%- endfor %}
    periods.period_end_date,
    periods.is_complete_period,
    {{ is_latest_complete_period('periods') }},
    q_valued.previous_period_start_date,
    q_valued.segment_type,
    q_valued.segment_value,
    q_valued.mix_basis,
    q_valued.segment_response_count,
    q_valued.segment_response_count_previous,
    {%- for column in [
        'segment_nps', 'segment_nps_previous', 'weight', 'weight_previous',
        'rate_effect', 'rate_effect_se',
    ] %}
    case when q_valued.suppression_reason is null then q_valued.{{ column }} end
        as {{ column }},
    {%- endfor %}
    case
        when q_valued.suppression_reason is null
            then q_valued.segment_nps_change_p_value
    end as rate_effect_p_value,
    case when q_valued.suppression_reason is null then q_valued.q_value end
        as rate_effect_q_value,
    {%- for column in [
        'mix_effect', 'total_effect', 'nps', 'nps_previous', 'nps_change'
    ] %}
    case when q_valued.suppression_reason is null then q_valued.{{ column }} end
        as {{ column }},
    {%- endfor %}
    q_valued.suppression_reason
from q_valued
inner join periods
    on {{ equal_columns('q_valued', 'periods', comparison[:5]) }}
