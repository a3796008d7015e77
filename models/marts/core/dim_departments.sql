with

departments as (

    select * from {{ ref('departments') }}

),

mentions as (

    select department_id from {{ ref('int_survey_responses_enriched') }}
    where department_id is not null
    union all
    select department_id from {{ ref('int_touchpoints_classified') }}
    where department_id is not null

),

used_departments as (

    select department_id from mentions
    group by 1

),

named as (

    -- A department in use before it was named shows under its id.
    select
        coalesce(departments.department_id, used_departments.department_id)
            as department_id,
        coalesce(departments.department_name, used_departments.department_id)
            as department_name,
        coalesce(
            departments.department_name_zh,
            departments.department_name,
            used_departments.department_id
        ) as department_name_zh
    from departments
    full outer join used_departments
        on departments.department_id = used_departments.department_id

)

select * from named
