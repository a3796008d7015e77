-- percentiles, array_item

with

samples as (

    select
        'several' as sample,
        cast(1 as double) as x
    union all
    select
        'several' as sample,
        cast(2 as double) as x
    union all
    select
        'several' as sample,
        cast(10 as double) as x
    union all
    select
        'several' as sample,
        cast(null as double) as x
    union all
    select
        'none' as sample,
        cast(null as double) as x

),

summarised as (

    select
        sample,
        {{ percentiles('x', [0.5, 0.9]) }} as found,
        percentile_cont(0.5) within group (order by x) as median,
        percentile_cont(0.9) within group (order by x) as p90
    from samples
    group by 1

)

select * from summarised
where
    {{ array_item('found', 1) }} is distinct from median
    or {{ array_item('found', 2) }} is distinct from p90
    or {{ array_item('found', 3) }} is not null
    or median is distinct from case when sample = 'several' then 2 end
