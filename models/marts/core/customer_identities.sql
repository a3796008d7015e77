select
    source_person_id,
    source_system,
    customer_id,
    match_rule,
    evidence,
    match_confidence
from {{ ref('int_customer_identities_resolved') }}
