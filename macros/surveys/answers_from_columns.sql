{#-
    A wide file, one column per question, as one row per question: CTEs that end with
    `answered`. `relation` is a CTE with response_id, the questions' columns and the landed
    columns; a column's name is the question_id. A blank cell keeps its row: whatever
    was landed can be found again.
-#}
{%- macro answers_from_columns(relation, questions) -%}
questions as (
    {% for question in questions %}
    select '{{ question }}' as question_id
    {{- ' union all' if not loop.last }}
    {%- endfor %}

),

asked as (

    select
        {{ relation }}.response_id,
        questions.question_id,
        case questions.question_id
            {%- for question in questions %}
            when '{{ question }}' then {{ relation }}.{{ question }}
            {%- endfor %}
        end as answer,
        {{ relation }}._load_id,
        {{ relation }}._loaded_at,
        {{ relation }}._source_file,
        {{ relation }}._row_number,
        {{ relation }}.raw_record
    from {{ relation }}
    cross join questions

),

answered as (

    select
        *,
        {{ to_number('answer') }} as answer_score,
        {{ clean_text('answer') }} as answer_text
    from asked

)
{%- endmacro -%}
