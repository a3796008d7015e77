with

source as (

    select * from {{ source('crm', 'accounts') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('account_name') }} as account_name,
        {{ clean_text('parent_account_id') }} as parent_account_id,
        {{ clean_text('industry') }} as industry,
        {{ slugify('market') }} as market,
        {{ clean_text('country') }} as country,
        {{ slugify('region') }} as region,
        lower({{ clean_text('email_domain') }}) as email_domain,
        {{ to_integer('employee_count') }} as employee_count,
        {{ source_timestamp('created_at', 'crm') }} as created_at,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['account_id'],
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
