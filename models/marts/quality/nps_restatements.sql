with

versions as (

    select * from {{ ref('int_nps_periods_versioned') }}
    where cause is not null

)

-- Between two numbers of a secret survey stands the answer of one person.
select
    brand_id,
    survey_kind,
    dimension,
    period_grain,
    period_start_date,
    cast(version_number - 1 as bigint) as restatement_number,
    cause,
    case when not has_secret then nps_before end as nps_old,
    case when not has_secret then nps end as nps_new,
    case when not has_secret then nps - nps_before end as nps_difference,
    case when not has_secret then response_count_before end as response_count_old,
    case when not has_secret then response_count end as response_count_new,
    has_secret as is_hidden,
    version_as_of_date as as_of_date,
    build_run_id
from versions
