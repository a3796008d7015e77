{#-
    The act `weighted_series`: whether the weights of a series hold in a period, over all its
    weighted surveys. `relation` is the CTE of int_survey_responses_weighted.
-#}
{%- macro weighted_series(relation) -%}
weighted_series as (

    select
        brand_id,
        survey_kind,
        period_grain,
        period_start_date,
        min(cast(is_weight_converged as integer)) = 1 as is_weight_converged,
        min(cast(is_weighting_valid as integer)) = 1 as is_weighting_valid,
        max(max_margin_error) as max_margin_error
    from {{ relation }}
    group by 1, 2, 3, 4

)
{%- endmacro -%}
