select
    rejected_key_id,
    key_type,
    rejection_reason,
    person_count,
    customer_count
from {{ ref('int_customer_keys_rejected') }}
