{#-
    The published columns of the NPS block, null where suppressed. `relation` names
    the CTE of the estimates, as nps_estimated() makes it.
-#}
{%- macro nps_block(relation) -%}
    case when not {{ relation }}.is_count_hidden then {{ relation }}.response_count end
        as response_count,
    {%- for column in [
        'promoter_count', 'passive_count', 'detractor_count', 'promoter_share',
        'passive_share', 'detractor_share', 'nps', 'nps_ci_low', 'nps_ci_high',
        'design_effect', 'reliability_grade', 'nps_unfiltered'
    ] %}
    case when {{ relation }}.suppression_reason is null then {{ relation }}.{{ column }} end
        as {{ column }},
    {%- endfor %}
    {{ relation }}.suppression_reason is null and {{ relation }}.is_reportable
        as is_reportable,
    {{ relation }}.suppression_reason
{%- endmacro -%}
