with

products as (

    select * from {{ ref('stg_crm__products') }}
    where record_status = 'current'

),

touchpoints as (

    select * from {{ ref('int_touchpoints_classified') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_priced') }}

),

mentions as (

    select product_id from touchpoints
    where product_id is not null
    union all
    select product_id from subscriptions
    where product_id is not null

),

used_products as (

    select product_id from mentions
    group by 1

)

-- A product in use before CRM named it shows under its id.
select
    coalesce(products.product_id, used_products.product_id) as product_id,
    coalesce(
        products.product_name, products.product_id, used_products.product_id
    ) as product_name,
    coalesce(
        products.product_name_zh,
        products.product_name,
        products.product_id,
        used_products.product_id
    ) as product_name_zh,
    products.product_line,
    products.product_type,
    products.brand_id,
    products.launched_on,
    products.discontinued_on
from products
full outer join used_products
    on products.product_id = used_products.product_id
