with

source as (

    select * from {{ source('contact_center', 'emails') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('email_id') }} as email_id,
        {{ clean_text('thread_id') }} as thread_id,
        {{ clean_text('in_reply_to_email_id') }} as in_reply_to_email_id,
        {{ slugify('direction') }} as direction,
        lower({{ clean_text('customer_email') }}) as customer_email,
        {{ clean_text('mailbox') }} as mailbox,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('agent_employee_id') }} as agent_employee_id,
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ source_timestamp('sent_at', 'contact_center') }} as sent_at,
        {{ clean_text('subject') }} as subject,
        {{ clean_text('body') }} as body,
        {{ to_boolean('is_automatic') }} as is_automatic,
        {{ clean_text('related_record_id') }} as related_record_id,
        {{ slugify('region') }} as region,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['email_id'],
    event_at='sent_at',
    version_at='updated_at'
) }}
