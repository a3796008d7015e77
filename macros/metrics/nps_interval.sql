{#-
    NPS and its interval: adjusted Wald with three pseudo-responses (Rocks 2016,
    arXiv 1601.07235), the sample shrunk by the design effect, clipped to the scale
    and widened to hold the NPS itself. Null without answers.
-#}
{%- macro nps_interval() -%}
    100 * mean_net as nps,
    n / design_effect + 3 as adjusted_n,
    (promoter_share * (adjusted_n - 3) + 0.75) / adjusted_n as adjusted_promoter_share,
    (detractor_share * (adjusted_n - 3) + 0.75) / adjusted_n as adjusted_detractor_share,
    adjusted_promoter_share - adjusted_detractor_share as adjusted_net,
    sqrt(
        (
            adjusted_promoter_share + adjusted_detractor_share
            - adjusted_net * adjusted_net
        ) / adjusted_n
    ) as adjusted_se,
    100 * {{ var('confidence_z') }} * adjusted_se as half_width,
    case
        when n > 0 then least(100 * mean_net, greatest(-100, 100 * adjusted_net - half_width))
    end as nps_ci_low,
    case
        when n > 0 then greatest(100 * mean_net, least(100, 100 * adjusted_net + half_width))
    end as nps_ci_high,
    case
        when n = 0 then null
        when half_width <= 5 then 'A'
        when half_width <= 10 then 'B'
        when half_width <= 20 then 'C'
        else 'D'
    end as reliability_grade,
    n >= {{ var('min_reportable_count') }} and half_width <= 20 as is_reportable
{%- endmacro -%}
