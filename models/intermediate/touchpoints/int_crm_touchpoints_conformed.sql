with

-- A cancelled order was placed, and its lines were bought; goods sent back are not.
order_lines as (

    select * from {{ ref('int_order_lines_priced') }}
    where not is_return

)

select
    touchpoint_id,
    'purchase' as touchpoint_type,
    'crm' as source_system,
    source_record_id,
    source_person_id,
    account_id,
    sales_channel as channel,
    'inbound' as direction,
    brand_id,
    product_id,
    region,
    ordered_at as occurred_at,
    false as has_text,
    {{ columns_not_given([
        'touchpoint_id', 'touchpoint_type', 'source_system', 'source_record_id',
        'source_person_id', 'account_id', 'channel', 'direction', 'brand_id',
        'product_id', 'region', 'occurred_at', 'has_text',
    ], touchpoint_columns()) }}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from order_lines
