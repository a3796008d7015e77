{#-
    The columns of a mart of drivers, from the act `weighed` of drivers_judged and a CTE
    `owned_drivers` of the seed.
-#}
{%- macro driver_block() -%}
{%- set is_weak = 'weighed.top_box_share < weighed.median_weighed_top_box_share' -%}
{%- set is_important
    = 'weighed.importance_share_ci_low > weighed.median_shown_importance_share' -%}
{%- set is_unimportant
    = 'weighed.importance_share_ci_high < weighed.median_shown_importance_share' -%}
    weighed.brand_id,
    weighed.survey_kind,
    weighed.market,
    weighed.period_grain,
    weighed.period_start_date,
    weighed.period_end_date,
    weighed.is_complete_period,
    {{ is_latest_complete_period('weighed', ['brand_id', 'survey_kind', 'market']) }},
    weighed.driver,
    coalesce(owned_drivers.driver_name, weighed.driver) as driver_name,
    coalesce(owned_drivers.driver_name_zh, owned_drivers.driver_name, weighed.driver)
        as driver_name_zh,
    owned_drivers.department_id,
    weighed.listwise_count as response_count,
    weighed.missing_share,
    weighed.dropped_reason is not null as is_dropped,
    weighed.dropped_reason,
    weighed.shown_driver_count as driver_count,
    {%- for column in ['mean_score', 'top_box_share', 'correlation'] %}
    case when weighed.hidden_reason is null then weighed.{{ column }} end
        as {{ column }},
    {%- endfor %}
    case
        when weighed.hidden_reason is not null then null
        when weighed.correlation > 0 then 'positive'
        when weighed.correlation < 0 then 'negative'
    end as sign,
    weighed.shown_relative_weight as relative_weight,
    weighed.shown_r_squared as r_squared,
    1 - (1 - weighed.shown_r_squared) * (weighed.listwise_count - 1)
    / (weighed.listwise_count - weighed.shown_driver_count - 1) as adjusted_r_squared,
    weighed.shown_importance_share as importance_share,
    weighed.importance_share_ci_low,
    weighed.importance_share_ci_high,
    case
        when {{ is_important }} and {{ is_weak }} then 'fix_first'
        when {{ is_important }} then 'keep_up'
        when {{ is_unimportant }} and {{ is_weak }} then 'watch'
        when {{ is_unimportant }} then 'maintain'
    end as quadrant,
    weighed.hidden_reason as suppression_reason
{%- endmacro -%}
