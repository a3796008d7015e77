with

source as (

    select * from {{ source('crm', 'employees') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('employee_id') }} as employee_id,
        {{ clean_text('full_name') }} as full_name,
        lower({{ clean_text('email') }}) as email,
        {{ clean_text('job_title') }} as job_title,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('manager_employee_id') }} as manager_employee_id,
        cast({{ source_timestamp('hired_on', 'crm') }} as date) as hired_on,
        cast({{ source_timestamp('left_on', 'crm') }} as date) as left_on,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['employee_id'], version_at='updated_at') }}
