-- and their margins are segment types, at most three for a survey.

with

targets as (

    select * from {{ ref('weight_targets') }}

),

margins as (

    select
        survey_id,
        segment_type,
        valid_from,
        sum(target_share) as total_share
    from targets
    group by 1, 2, 3

),

surveys as (

    select
        survey_id,
        count(distinct segment_type) as margin_count
    from targets
    group by 1

)

select
    survey_id,
    segment_type
from margins
where
    abs(total_share - 1) > 1e-6
    or segment_type not in ('{{ var("segment_types") | join("', '") }}')
union all
select
    survey_id,
    null as segment_type
from surveys
where margin_count > 3
