with

correlated as (

    select * from {{ ref('nps_driver_resamples') }}
    where driver_family = 'behaviour'

),

owned_drivers as (

    select * from {{ ref('drivers') }}
    where driver_family = 'behaviour'

),

{{ drivers_weighed() }},

{{ drivers_jackknifed() }},

{{ drivers_judged() }}

select
    {{ driver_block() }}
from weighed
left join owned_drivers
    on weighed.driver = owned_drivers.driver
