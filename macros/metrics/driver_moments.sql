{#-
    What the weights of drivers need of single answers, as the acts from `relation` to
    `moments`: for each month, market, jackknife group and set of drivers answered, the sums
    of each driver with those after it, and with the score, the last variable, `nps`.
    Sums of sets, groups and months add up, so nothing else looks at single answers.

    relation  CTE with a row per answer and driver it could have rated: driver_family
              (drivers of a family are weighed together), response_id, brand_id, survey_kind, market, submitted_date, cluster_id, nps_score, driver,
              driver_score (what is correlated; null where missing), shown_score, is_good
-#}
{%- macro driver_moments(relation) -%}
rated as (

    select
        driver_family,
        response_id,
        brand_id,
        survey_kind,
        market,
        cast(date_trunc('month', submitted_date) as date) as month_start_date,
        {{ hash_bucket('cluster_id', var('driver_jackknife_groups')) }} + 1
            as jackknife_group,
        nps_score,
        coalesce({{ string_agg_sorted(
            'case when driver_score is not null then driver end'
        ) }}, '')
            as drivers_rated
    from {{ relation }}
    group by
        driver_family,
        response_id,
        brand_id,
        survey_kind,
        market,
        submitted_date,
        cluster_id,
        nps_score

),

variables as (

    select
        driver_family,
        response_id,
        driver,
        driver_score,
        shown_score,
        case when is_good then 1 else 0 end as is_good
    from {{ relation }}
    where driver_score is not null
    union all
    select
        driver_family,
        response_id,
        'nps' as driver,
        nps_score as driver_score,
        nps_score as shown_score,
        0 as is_good
    from rated

),

other_variables as (

    select
        driver_family,
        response_id,
        driver as other_driver,
        driver_score as other_score
    from variables

),

moments as (

    select
        rated.driver_family,
        rated.brand_id,
        rated.survey_kind,
        rated.market,
        rated.month_start_date,
        rated.jackknife_group,
        rated.drivers_rated,
        variables.driver,
        other_variables.other_driver,
        count(*) as response_count,
        sum(variables.is_good) as good_count,
        {{ exact_sum('variables.shown_score') }} as shown_sum,
        {{ exact_sum('variables.driver_score') }} as driver_sum,
        {{ exact_sum('other_variables.other_score') }} as other_sum,
        {{ exact_sum('variables.driver_score * variables.driver_score') }}
            as driver_squares,
        {{ exact_sum('other_variables.other_score * other_variables.other_score') }}
            as other_squares,
        {{ exact_sum('variables.driver_score * other_variables.other_score') }}
            as products
    from rated
    inner join variables
        on rated.driver_family = variables.driver_family
        and rated.response_id = variables.response_id
    inner join other_variables
        on rated.driver_family = other_variables.driver_family
        and rated.response_id = other_variables.response_id
        and (
            variables.driver <= other_variables.other_driver
            or other_variables.other_driver = 'nps'
        )
        and (variables.driver != 'nps' or other_variables.other_driver = 'nps')
    group by
        rated.driver_family,
        rated.brand_id,
        rated.survey_kind,
        rated.market,
        rated.month_start_date,
        rated.jackknife_group,
        rated.drivers_rated,
        variables.driver,
        other_variables.other_driver

)
{%- endmacro -%}
