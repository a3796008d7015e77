{#-
    The value that a row of int_nps_answers_segmented has in the segment type which the
    column `segment_type` names, pairs included.
-#}
{%- macro segment_value(segment_type) -%}
    case {{ segment_type }}
        {%- for declared in var('segment_types') %}
        when '{{ declared }}'
            then {{ declared.split(' x ') | join("_segment || ' x ' || ") }}_segment
        {%- endfor %}
    end
{%- endmacro -%}
