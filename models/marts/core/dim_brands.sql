with

brands as (

    select * from {{ ref('brands') }}

),

mentions as (

    select brand_id from {{ ref('int_survey_responses_enriched') }}
    union all
    select brand_id from {{ ref('int_touchpoints_classified') }}
    where brand_id is not null

),

used_brands as (

    select brand_id from mentions
    group by 1

),

named as (

    -- A brand in use before it was named shows under its id.
    select
        coalesce(brands.brand_id, used_brands.brand_id) as brand_id,
        coalesce(brands.brand_name, used_brands.brand_id) as brand_name,
        coalesce(brands.brand_name_zh, brands.brand_name, used_brands.brand_id)
            as brand_name_zh,
        coalesce(brands.is_own, false) as is_own,
        coalesce(brands.reporting_timezone, '{{ var("reporting_timezone") }}')
            as reporting_timezone,
        brands.industry
    from brands
    full outer join used_brands
        on brands.brand_id = used_brands.brand_id

)

select * from named
