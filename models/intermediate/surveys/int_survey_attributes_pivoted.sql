with

attributes as (

    select * from {{ ref('int_survey_answers_defined') }}
    where metric = 'attribute'

),

pivoted as (

    select
        response_id,
        {%- for attribute in own_segment_types() %}
        max(case when dimension = '{{ attribute }}' then answer_text end) as {{ attribute }},
        {%- endfor %}
        {%- for attribute, type in survey_attributes().items() %}
        max(case when dimension = '{{ attribute }}' then
            {{- ' answer_score' if type == 'double' else ' answer_text' }} end)
            as {{ attribute }}{{ ',' if not loop.last }}
        {%- endfor %}
    from attributes
    group by 1

)

select * from pivoted
