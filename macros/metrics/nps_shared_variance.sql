{#-
    What clusters on both sides of a comparison take off the variance of the difference:
    twice the covariance of the two NPS, 2 * n12 * cov12 / (n1 * n2) where each of the n12
    people on both sides answered once on each; of clusters of several answers the
    residuals are those of their sums. The three pseudo-responses of each side are shared
    with nobody, hence n / (n + 3); and a correlation of 1 would leave no error at all.
    `left` and `right` are estimates (nps_estimated), `shared` has nps_shared_sums.
-#}
{%- macro nps_shared_variance(left, right, shared) -%}
    case
        when {{ shared }}.shared_count >= 2 then 2 * least(
            0.99 * {{ left }}.adjusted_se * {{ right }}.adjusted_se,
            (1 - 3 / {{ left }}.adjusted_n) * (1 - 3 / {{ right }}.adjusted_n)
            * {{ shared }}.shared_count / ({{ shared }}.shared_count - 1)
            * (
                {{ shared }}.shared_net_by_net
                - {{ shared }}.shared_left_net / {{ shared }}.shared_left_size
                * {{ shared }}.shared_size_by_net
                - {{ shared }}.shared_right_net / {{ shared }}.shared_right_size
                * {{ shared }}.shared_net_by_size
                + {{ shared }}.shared_left_net / {{ shared }}.shared_left_size
                * {{ shared }}.shared_right_net / {{ shared }}.shared_right_size
                * {{ shared }}.shared_size_by_size
            ) / ({{ left }}.n * {{ right }}.n)
        )
        else 0
    end
{%- endmacro -%}
