{#-
    Shares of importance and the half-width of their intervals, as the acts from
    `weighed_apart` (drivers_weighed) to `spanned`, one row per group and driver: the
    jackknife's, with groups of unequal size (Busing, Meijer and van der Leeden 1999).
-#}
{%- macro drivers_jackknifed() -%}
shared as (

    select
        *,
        relative_weight / nullif(r_squared, 0) as importance_share,
        max(
            case when jackknife_group = 0 then relative_weight / nullif(r_squared, 0) end
        ) over (partition by driver_group, driver) as whole_share
    from weighed_apart

),

moved as (

    select
        *,
        case when jackknife_group > 0 then importance_share - whole_share end as move
    from shared

),

jackknifed as (

    -- Of a group of m answers of n, the pseudo-value less the share is (1 - n/m) * move.
    -- The sums are scaled so that exact ones keep enough places.
    select
        driver_group,
        driver,
        max(case when jackknife_group = 0 then pivot_left end) as pivot_left,
        max(driver_count) as driver_count,
        max(case when jackknife_group = 0 then relative_weight end) as relative_weight,
        max(case when jackknife_group = 0 then r_squared end) as r_squared,
        max(whole_share) as importance_share,
        count(move) as group_count,
        {{ exact_sum('1e6 * others_to_one * move * move') }} / 1e6 as squares,
        {{ exact_sum('1e6 * move') }} / 1e6 as moves,
        -{{ exact_sum('1e6 * move * others_to_one / (others_to_one + 1)') }} / 1e6
            as mean_pseudo_value,
        {{ exact_sum('case when move is not null then 1 / others_to_one end') }}
            as reciprocals
    from moved
    group by 1, 2

),

spanned as (

    -- Fewer than ten groups tell too little of chance.
    select
        *,
        case
            when group_count >= 10
                then {{ student_quantile('group_count - 1') }} * sqrt(greatest(0, (
                    squares
                    + 2 * mean_pseudo_value * moves
                    + mean_pseudo_value * mean_pseudo_value * reciprocals
                ) / group_count))
        end as half_width
    from jackknifed

)
{%- endmacro -%}
