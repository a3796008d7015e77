with

source as (

    select * from {{ source('crm', 'customers') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('full_name') }} as full_name,
        lower({{ clean_text('email') }}) as email,
        {{ clean_text('phone') }} as phone,
        {{ clean_text('job_title') }} as job_title,
        {{ slugify('respondent_role') }} as respondent_role,
        lower({{ clean_text('language') }}) as language,
        {{ clean_text('country') }} as country,
        {{ clean_text('city') }} as city,
        {{ clean_text('postal_address') }} as postal_address,
        cast({{ source_timestamp('customer_since', 'crm') }} as date) as customer_since,
        {{ clean_text('merged_into_customer_id') }} as merged_into_customer_id,
        {{ to_boolean('is_contact_allowed') }} as is_contact_allowed,
        {{ source_timestamp('created_at', 'crm') }} as created_at,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['customer_id'],
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
