with

products as (

    select * from {{ ref('int_products_named') }}

)

select
    product_id,
    product_name,
    product_name_zh,
    product_line,
    product_type,
    brand_id,
    launched_on as launched_date,
    discontinued_on as discontinued_date
from products
