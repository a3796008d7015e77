{#-
    The published columns of weighted NPS, null where weights are not valid or the NPS is
    hidden. Reads `weighted` (nps_weighted), `weighted_series` (weighted_series) and
    `estimated` (nps_estimated).
-#}
{%- macro nps_weighted_block() -%}
    {%- for column, name in [
        ('nps', 'weighted_nps'),
        ('nps_ci_low', 'weighted_nps_ci_low'),
        ('nps_ci_high', 'weighted_nps_ci_high'),
        ('effective_response_count', 'effective_response_count'),
    ] %}
    case
        when weighted_series.is_weighting_valid and estimated.suppression_reason is null
            then weighted.{{ column }}
    end as {{ name }},
    {%- endfor %}
    weighted_series.is_weight_converged,
    weighted_series.is_weighting_valid,
    case when estimated.suppression_reason is null then weighted.trimmed_share end
        as trimmed_share,
    weighted_series.max_margin_error
{%- endmacro -%}
