{#-
    What may be shown of each driver, dropped ones too, and the medians that part important
    from unimportant and strong from weak, as the acts from `correlated` and `spanned`
    (driver_correlations, drivers_jackknifed) to `weighed`.
-#}
{%- macro drivers_judged() -%}
{%- set min_responses = var('driver_min_responses') -%}
{%- set min_responses_each = var('driver_min_responses_each') -%}
joined as (

    select
        correlated.*,
        max(correlated.response_count) over (partition by correlated.driver_group)
            as listwise_count,
        spanned.driver_count,
        spanned.relative_weight,
        spanned.r_squared,
        spanned.importance_share,
        spanned.half_width,
        case
            when not correlated.is_present then 'missing'
            when correlated.is_constant then 'constant'
            when spanned.pivot_left <= 0 then 'redundant'
        end as dropped_reason
    from correlated
    left join spanned
        on correlated.driver_group = spanned.driver_group
        and correlated.driver = spanned.driver
    where
        correlated.jackknife_group = 0
        and correlated.driver != 'nps'
        and correlated.other_driver = 'nps'

),

judged as (

    select
        *,
        max(driver_count) over (partition by driver_group) as whole_driver_count,
        count(correlation) over (partition by driver_group) as correlation_count
    from joined

),

suppressed as (

    select
        *,
        case
            when
                listwise_count < {{ min_responses }}
                or listwise_count < {{ min_responses_each }} * whole_driver_count
                then 'too_few'
            when coalesce(whole_driver_count, 0) = 0 then 'no_driver'
            when correlation_count = 0 then 'constant_score'
        end as hidden_reason
    from judged

),

shown as (

    select
        *,
        case when hidden_reason is null then cast(driver_count as bigint) end
            as shown_driver_count,
        {%- for column in [
            'relative_weight', 'r_squared', 'importance_share', 'half_width'
        ] %}
        case when dropped_reason is null and hidden_reason is null
            then {{ column }} end as shown_{{ column }},
        {%- endfor %}
        case when dropped_reason is null and hidden_reason is null
            then top_box_share end as weighed_top_box_share
    from suppressed

),

ranked as (

    select
        *,
        {%- for column in ['shown_importance_share', 'weighed_top_box_share'] %}
        row_number() over (
            partition by driver_group
            order by {{ column }} nulls last, driver nulls last
        ) as {{ column }}_rank,
        {%- endfor %}
        count(shown_importance_share) over (partition by driver_group) as shown_count
    from shown

),

weighed as (

    select
        *,
        {%- for column in ['shown_importance_share', 'weighed_top_box_share'] %}
        avg(case
            when 2 * {{ column }}_rank between shown_count and shown_count + 2
                then {{ column }}
        end) over (partition by driver_group) as median_{{ column }},
        {%- endfor %}
        case
            when shown_half_width is not null
                then greatest(0, shown_importance_share - shown_half_width)
        end as importance_share_ci_low,
        case
            when shown_half_width is not null
                then least(1, shown_importance_share + shown_half_width)
        end as importance_share_ci_high
    from ranked

)
{%- endmacro -%}
