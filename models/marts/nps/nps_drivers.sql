with

correlated as (

    select * from {{ ref('nps_driver_resamples') }}
    where driver_family = 'survey'

),

owned_drivers as (

    select * from {{ ref('drivers') }}
    where driver_family = 'survey'

),

{{ drivers_weighed() }},

{{ drivers_jackknifed() }},

{{ drivers_judged() }}

select
    {{ driver_block() }}
from weighed
left join owned_drivers
    on weighed.driver = owned_drivers.driver
