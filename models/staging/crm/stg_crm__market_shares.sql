with

source as (

    select * from {{ source('crm', 'market_shares') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ slugify('market') }} as market,
        {{ slugify('brand_id') }} as brand_id,
        cast({{ source_timestamp('period_start_date', 'crm') }} as date)
            as period_start_date,
        cast({{ source_timestamp('period_end_date', 'crm') }} as date)
            as period_end_date,
        {{ to_number('market_share') }} as market_share,
        {{ clean_text('source_name') }} as source_name,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['market', 'brand_id', 'period_start_date'],
    version_at='updated_at'
) }}
