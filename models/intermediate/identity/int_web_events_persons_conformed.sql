{#- Who signed in; a visitor who never did is nobody. -#}
with

users as (

    select * from {{ ref('stg_web_events__users') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

mentioned as (

    select user_id from {{ ref('stg_web_events__events') }}
    union all
    select user_id from users

),

everyone as (

    select user_id from mentioned
    where user_id is not null
    group by 1

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    {{ source_person_id('web_events', 'user', 'everyone.user_id') }}
        as source_person_id,
    case when users.customer_id not like '%@%' then users.customer_id end
        as customer_id,
    users.account_id,
    coalesce(
        users.email, case when users.customer_id like '%@%' then users.customer_id end
    ) as email,
    users.phone,
    'web_events' as platform,
    everyone.user_id as handle,
    users.registered_at as first_seen_at,
    users.updated_at as last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'customer_id', 'account_id', 'email', 'phone', 'platform',
        'handle', 'is_known_by_address', 'first_seen_at', 'last_seen_at',
    ], person_columns()) }}
    false as is_known_by_address
from everyone
left join users
    on everyone.user_id = users.user_id
left join masked
    on everyone.user_id = masked.native_person_id
