with

source as (

    select * from {{ source('crm', 'account_team') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('employee_id') }} as employee_id,
        {{ slugify('team_role') }} as team_role,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('product_line') }} as product_line,
        cast({{ source_timestamp('valid_from', 'crm') }} as date) as valid_from,
        cast({{ source_timestamp('valid_to', 'crm') }} as date) as valid_to,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['account_id', 'employee_id', 'team_role', 'valid_from'],
    version_at='updated_at'
) }}
