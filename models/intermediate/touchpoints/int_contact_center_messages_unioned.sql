{#- What customers wrote, or were written to, outside the help desk. -#}
with

emails as (

    select
        'email' as touchpoint_type,
        -- A Message-ID must not be taken for an address.
        replace(email_id, '@', '(at)') as contact_id,
        direction,
        'email' as channel,
        case
            when is_automatic then 'automatic'
            when campaign_id is not null then 'campaign'
            else 'personal'
        end as activity,
        customer_id,
        account_id,
        customer_email,
        brand_id,
        product_id,
        department_id,
        region,
        language,
        sent_at as occurred_at,
        coalesce(subject, body) is not null as has_text,
        {{ columns_not_given([
            'contact_id', 'direction', 'channel', 'activity', 'customer_id',
            'account_id', 'customer_email', 'brand_id', 'product_id', 'department_id',
            'region', 'language', 'occurred_at', 'has_text',
        ], contact_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('stg_contact_center__emails') }}
    where record_status = 'current'

),

sms_messages as (

    select
        'sms' as touchpoint_type,
        message_id as contact_id,
        direction,
        'sms' as channel,
        case when campaign_id is not null then 'campaign' else 'personal' end
            as activity,
        customer_id,
        account_id,
        customer_phone,
        brand_id,
        department_id,
        language,
        sent_at as occurred_at,
        body is not null as has_text,
        {{ columns_not_given([
            'contact_id', 'direction', 'channel', 'activity', 'customer_id',
            'account_id', 'customer_phone', 'brand_id', 'department_id', 'language',
            'occurred_at', 'has_text',
        ], contact_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('stg_contact_center__sms_messages') }}
    where record_status = 'current'

),

web_forms as (

    select
        'web_form' as touchpoint_type,
        submission_id as contact_id,
        'inbound' as direction,
        'web_form' as channel,
        {{ slugify('form_name') }} as activity,
        customer_id,
        account_id,
        customer_email,
        customer_phone,
        visitor_id,
        brand_id,
        product_id,
        department_id,
        region,
        language,
        submitted_at as occurred_at,
        coalesce(subject, body) is not null as has_text,
        {{ columns_not_given([
            'contact_id', 'direction', 'channel', 'activity', 'customer_id',
            'account_id', 'customer_email', 'customer_phone', 'visitor_id', 'brand_id',
            'product_id', 'department_id', 'region', 'language', 'occurred_at',
            'has_text',
        ], contact_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('stg_contact_center__web_forms') }}
    where record_status = 'current'

),

unioned as (

    {{ rows_unioned(
        ['emails', 'sms_messages', 'web_forms'],
        ['touchpoint_type'] + contact_columns() | list
    ) }}

)

select * from unioned
