-- Which segment should we worry about? For the latest complete quarter, the segments
-- that are truly below all others (q, for many are tested at once), what that costs the
-- headline, and whether it is new. An association, not a cause: a segment may be low
-- for what else it is. `unknown` is a segment too, of people nobody could place.
with

segments as (

    select * from {{ ref('nps_by_segment') }}
    where
        survey_kind in ('relationship', 'transactional')
        and dimension = 'overall'
        and period_grain = 'quarter'
        and is_latest_complete_period
        and is_significant
        and gap_to_rest < 0

),

judged as (

    select
        brand_id,
        survey_kind,
        period_start_date,
        segment_type,
        segment_value,
        response_count,
        nps,
        nps_rest,
        gap_to_rest,
        gap_to_rest_ci_low,
        gap_to_rest_ci_high,
        q_value,
        tests_in_family,
        -- The points by which NPS would rise if the segment scored like all others.
        -response_share * gap_to_rest as points_lost,
        nps_change,
        case
            when is_significant_change and nps_change < 0 then 'and falling'
            when is_significant_change then 'but rising'
            when is_significant_change is not null then 'as in the wave before'
        end as since_the_wave_before
    from segments

)

select * from judged
order by survey_kind asc, points_lost desc
