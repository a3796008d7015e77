{#-
    The columns of a difference of two NPS as `<name>`, its interval and p-value, each
    built on those above it. `left` and `right` are CTEs or joined tables of estimates
    (nps_estimated) with nps, response_count, adjusted_net and adjusted_se; `shared_variance`
    is what the covariance of people on both sides takes off the variance, twice their
    covariance, on the scale of the squared adjusted_se. The interval is clipped to what is
    possible and widened to hold the difference itself; it and the p-value are null where
    a side has fewer than min_compared_count answers.
-#}
{%- macro nps_difference(name, left, right, shared_variance='0') -%}
    {{ left }}.nps - {{ right }}.nps as {{ name }},
    case
        when
            {{ left }}.response_count >= {{ var('min_compared_count') }}
            and {{ right }}.response_count >= {{ var('min_compared_count') }}
            then sqrt(
                {{ left }}.adjusted_se * {{ left }}.adjusted_se
                + {{ right }}.adjusted_se * {{ right }}.adjusted_se
                - {{ shared_variance }}
            )
    end as {{ name }}_se,
    ({{ left }}.adjusted_net - {{ right }}.adjusted_net) / {{ name }}_se as {{ name }}_z,
    100 * ({{ left }}.adjusted_net - {{ right }}.adjusted_net) as {{ name }}_adjusted,
    100 * {{ var('confidence_z') }} * {{ name }}_se as {{ name }}_half_width,
    case
        when {{ name }}_se is not null
            then least({{ name }}, greatest(-200, {{ name }}_adjusted - {{ name }}_half_width))
    end as {{ name }}_ci_low,
    case
        when {{ name }}_se is not null
            then greatest({{ name }}, least(200, {{ name }}_adjusted + {{ name }}_half_width))
    end as {{ name }}_ci_high,
    {{ two_sided_p_value(name ~ '_z') }} as {{ name }}_p_value
{%- endmacro -%}
