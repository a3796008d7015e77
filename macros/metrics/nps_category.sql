{#-
    Promoter, passive or detractor by the cut points of the question (9 and 6
    unless the seed says otherwise); null where the score is not an NPS score.
-#}
{%- macro nps_category(score, is_nps_score) -%}
    case
        when not coalesce({{ is_nps_score }}, false) then null
        when {{ score }} >= promoter_from then 'promoter'
        when {{ score }} <= detractor_to then 'detractor'
        else 'passive'
    end
{%- endmacro -%}
