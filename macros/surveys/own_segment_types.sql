{#-
    Segment types that analysts added to the var `segment_types` and that no column gives:
    attributes of a response, filled by the questions of seeds/survey_questions.csv
    with metric `attribute` and the type as dimension.
-#}
{%- macro own_segment_types() -%}
    {%- set given = ['product', 'department', 'journey_stage', 'market'] -%}
    {%- do given.extend(survey_attributes()) -%}
    {%- do given.extend(survey_response_columns()) -%}
    {%- set own = [] -%}
    {%- for segment_type in var('segment_types')
        if ' x ' not in segment_type and segment_type not in given -%}
        {%- do own.append(segment_type) -%}
    {%- endfor -%}
    {{ return(own) }}
{%- endmacro -%}
