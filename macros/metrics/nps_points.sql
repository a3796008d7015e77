{#- +100, 0 or -100: NPS at any grain is the mean of these. -#}
{%- macro nps_points(score, is_nps_score) -%}
    case {{ nps_category(score, is_nps_score) }}
        when 'promoter' then 100
        when 'passive' then 0
        when 'detractor' then -100
    end
{%- endmacro -%}
