{#-
    Relative weights of the drivers of each group and of each of its jackknife groups, as the
    acts from `correlated` (driver_correlations) to `weighed_apart`.

    Drivers are taken in the order of their correlation with the score, strongest first; one
    with which the smallest eigenvalue would be 1e-4 or less is redundant. A driver that is
    dropped stays in the matrix as one that correlates with nothing: it weighs nothing, and
    the others weigh what they weigh without it.
-#}
{%- macro drivers_weighed() -%}
{%- set min_responses = var('driver_min_responses') -%}
{%- set min_responses_each = var('driver_min_responses_each') -%}
strengths as (

    select
        *,
        max(
            case when jackknife_group = 0 and other_driver = 'nps' then abs(correlation) end
        ) over (partition by driver_group, driver) as strength,
        max(
            case when jackknife_group = 0 and driver = 'nps' then abs(correlation) end
        ) over (partition by driver_group, other_driver) as other_strength
    from correlated
    where is_present

),

positioned as (

    select
        *,
        cast(dense_rank() over (
            partition by driver_group, driver = 'nps'
            order by strength desc nulls last, driver nulls last
        ) as bigint) as driver_position,
        cast(dense_rank() over (
            partition by driver_group, other_driver = 'nps'
            order by other_strength desc nulls last, other_driver nulls last
        ) as bigint) as other_position
    from strengths

),

matrix_rows as (

    -- What is constant, perhaps only without a group, correlates with nothing.
    select
        driver_group,
        jackknife_group,
        left_out_count,
        response_count,
        driver,
        driver_position,
        is_constant,
        max(case when other_driver = 'nps' then coalesce(correlation, 0) end)
            as correlation_with_score,
        {{ array_agg_sorted(
            'coalesce(
                correlation, cast(case when driver = other_driver then 1 else 0 end as double)
            )',
            'other_position',
            "other_driver != 'nps'"
        ) }} as correlations
    from positioned
    where driver != 'nps'
    group by 1, 2, 3, 4, 5, 6, 7

),

matrices as (

    select
        driver_group,
        jackknife_group,
        left_out_count,
        response_count,
        cast(count(*) as bigint) as size,
        sum(case when is_constant then 0 else 1 end) as varying_count,
        {{ array_agg_sorted('driver', 'driver_position') }} as drivers,
        {{ array_agg_sorted('correlation_with_score', 'driver_position') }}
            as correlations_with_score,
        {{ array_agg_sorted('correlations', 'driver_position') }} as correlations
    from matrix_rows
    group by 1, 2, 3, 4

),

eliminated as (

    select
        *,
        case
            when jackknife_group = 0
                then {{ independent_pivots('correlations', 'size', 1e-4) }}
        end as own_pivots
    from matrices

),

spread_out as (

    select
        *,
        max(own_pivots) over (partition by driver_group) as pivots,
        max(case when jackknife_group = 0 then varying_count end) over (
            partition by driver_group
        ) as whole_varying_count
    from eliminated

),

masked as (

    select
        driver_group,
        jackknife_group,
        left_out_count,
        response_count,
        size,
        drivers,
        pivots,
        whole_varying_count - {{ array_sum(array_map(
            'pivots', '_pivot', 'cast(case when _pivot > 0 then 0 else 1 end as double)'
        )) }} as driver_count,
        exp({{ array_sum(array_map(
            'pivots', '_pivot', 'case when _pivot > 0 then ln(_pivot) end'
        )) }}) as determinant,
        {{ array_map_at('correlations_with_score', '_item', '_down', 'case
            when ' ~ array_item('pivots', '_down') ~ ' > 0 then _item
            else cast(0 as double)
        end') }} as correlations_with_score,
        {{ array_map_at('correlations', '_row', '_down', array_map_at(
            '_row',
            '_item',
            '_across',
            'case
                when _down = _across then cast(1 as double)
                when ' ~ array_item('pivots', '_down') ~ ' > 0
                    and ' ~ array_item('pivots', '_across') ~ ' > 0
                    then _item
                else cast(0 as double)
            end'
        )) }} as correlations
    from spread_out

),

estimable as (

    -- The smallest eigenvalue is at least determinant * (1 - 1/k)^(k - 1), so many steps.
    select
        *,
        driver_count > 0
        and response_count >= {{ min_responses }}
        and response_count >= {{ min_responses_each }} * driver_count as is_estimable,
        cast(least(20, 6 + ceil(
            ln(size / determinant / power(1 - 1.0 / (size + 1), size - 1))
            / 2 / ln(1.5)
        )) as integer) as steps
    from masked

),

weighed_together as (

    select
        driver_group,
        jackknife_group,
        left_out_count,
        response_count,
        size,
        drivers,
        pivots,
        driver_count,
        case
            when is_estimable
                then {{ relative_weights(
                    'correlations', 'correlations_with_score', 'size', 'steps'
                ) }}
        end as relative_weights
    from estimable

),

numbered_drivers as (

    select
        *,
        {{ explode_array(array_range(1, 'size')) }} as driver_position
    from weighed_together

),

weighed_apart as (

    select
        driver_group,
        jackknife_group,
        {{ array_item('drivers', 'driver_position') }} as driver,
        {{ array_item('pivots', 'driver_position') }} as pivot_left,
        driver_count,
        cast(response_count as double) / left_out_count - 1 as others_to_one,
        {{ array_item('relative_weights', 'driver_position') }} as relative_weight,
        case when relative_weights is not null then {{ array_sum('relative_weights') }} end
            as r_squared
    from numbered_drivers

)
{%- endmacro -%}
