{#-
    Customers, strangers and agents alike: who was an agent then is not told here. A user
    that only a ticket or a comment names is a person too.
-#}
with

users as (

    select * from {{ ref('stg_zendesk__users') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

organizations as (

    select * from {{ ref('stg_zendesk__organizations') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

mentioned as (

    select requester_id as user_id from {{ ref('stg_zendesk__tickets') }}
    union all
    select user_id from {{ ref('stg_zendesk__ticket_comments') }}
    union all
    select user_id from users

),

everyone as (

    select user_id from mentioned
    where user_id is not null
    group by 1

),

customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

accounts as (

    select * from {{ ref('stg_crm__accounts') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

-- An external id may be any system's, an employee's too: it counts if CRM holds it.
select
    {{ source_person_id('zendesk', 'user', 'everyone.user_id') }} as source_person_id,
    customers.customer_id,
    accounts.account_id,
    users.email,
    users.phone,
    'zendesk' as platform,
    everyone.user_id as handle,
    users.created_at as first_seen_at,
    users.updated_at as last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'customer_id', 'account_id', 'email', 'phone', 'platform',
        'handle', 'is_known_by_address', 'first_seen_at', 'last_seen_at',
    ], person_columns()) }}
    false as is_known_by_address
from everyone
left join users
    on everyone.user_id = users.user_id
left join organizations
    on users.organization_id = organizations.organization_id
left join customers
    on users.external_id = customers.customer_id
left join accounts
    on organizations.external_id = accounts.account_id
left join masked
    on everyone.user_id = masked.native_person_id
