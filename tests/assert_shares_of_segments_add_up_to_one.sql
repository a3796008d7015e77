-- Where none is hidden; and never to more.
with

families as (

    select
        brand_id,
        survey_kind,
        dimension,
        period_grain,
        period_start_date,
        segment_type,
        max(case when suppression_reason is null then 0 else 1 end) as has_hidden,
        sum(response_share) as share
    from {{ ref('nps_by_segment') }}
    group by 1, 2, 3, 4, 5, 6

)

select * from families
where
    share > 1 + 1e-9
    or (has_hidden = 0 and abs(share - 1) > 1e-9)
