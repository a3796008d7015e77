with

source as (

    select * from {{ source('contact_center', 'web_forms') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('submission_id') }} as submission_id,
        {{ clean_text('form_name') }} as form_name,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ clean_text('customer_name') }} as customer_name,
        lower({{ clean_text('customer_email') }}) as customer_email,
        {{ clean_text('customer_phone') }} as customer_phone,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('department_id') }} as department_id,
        {{ source_timestamp('submitted_at', 'contact_center') }} as submitted_at,
        {{ clean_text('subject') }} as subject,
        {{ clean_text('body') }} as body,
        {{ clean_text('page_url') }} as page_url,
        {{ clean_text('related_record_id') }} as related_record_id,
        {{ slugify('region') }} as region,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['submission_id'],
    event_at='submitted_at',
    version_at='updated_at'
) }}
