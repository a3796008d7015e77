with

attributes as (

    select * from {{ ref('int_survey_answers_defined') }}
    where metric = 'attribute'

),

pivoted as (

    select
        response_id,
        {%- for attribute, type in survey_attributes().items() %}
        {%- set answer = 'answer_score' if type == 'double' else 'answer_text' %}
        max(case when dimension = '{{ attribute }}' then {{ answer }} end)
            as {{ attribute }},
        {%- endfor %}
        {%- for attribute in own_segment_types() %}
        max(case when dimension = '{{ attribute }}' then answer_text end)
            as {{ attribute }},
        {%- endfor %}
        count(*) as attribute_count
    from attributes
    group by 1

)

select * from pivoted
