{#-
    Every NPS of a period that is over, as builds have shown it. A build whose number
    differs adds a version and says why; any other only renews what the last one knew.
    A full refresh keeps the versions: nothing else remembers them. A build that looks back
    (an earlier as-of date, fewer landed rows by known_at) leaves them alone.
-#}
{{ config(
    materialized=incremental_or_table(),
    unique_key=[
        'brand_id', 'survey_kind', 'dimension', 'period_grain', 'period_start_date',
        'version_number',
    ],
    full_refresh=false,
) }}
{%- set keys = [
    'brand_id', 'survey_kind', 'dimension', 'period_grain', 'period_start_date'
] %}
{%- set builds = {
    'seeds': "'" ~ nps_definition('int_nps_periods_estimated', 'seeds') ~ "'",
    'definition': "'" ~ nps_definition('int_nps_periods_estimated', 'definition') ~ "'",
    'as_of_date': as_of_date(),
} %}
{%- set counts = [
    'response_count', 'valid_count', 'valid_points', 'valid_distances', 'customer_count'
] %}

with

inputs as (

    select * from {{ ref('int_nps_inputs_counted') }}

),

known as (

    select max(known_load_id) as known_load_id from inputs

),

versions as (
    {%- if is_incremental() %}

    select * from {{ this }}
    {%- else %}

    select
        *,
        0 as version_number,
        {%- for name, value in builds.items() %}
        {{ value }} as {{ name }},
        {%- endfor %}
        nps as nps_before,
        response_count as response_count_before,
        'none' as cause,
        {{ as_of_date() }} as version_as_of_date,
        'none' as build_run_id
    from inputs
    where false
    {%- endif %}

),

numbered as (

    select
        *,
        max(version_number) over (partition by {{ keys | join(', ') }})
            as last_version_number,
        max(as_of_date) over () as last_as_of_date,
        max(known_load_id) over () as last_load_id
    from versions

),

shown as (

    select * from numbered
    where version_number = last_version_number

),

matched as (

    -- A period whose answers have all gone elsewhere has a version without a number.
    select
        {%- for key in keys %}
        coalesce(inputs.{{ key }}, shown.{{ key }}) as {{ key }},
        {%- endfor %}
        {%- for count in counts %}
        coalesce(inputs.{{ count }}, 0) as {{ count }},
        shown.{{ count }} as shown_{{ count }},
        {%- endfor %}
        inputs.nps,
        shown.nps as shown_nps,
        coalesce(inputs.has_secret, false) or coalesce(shown.has_secret, false)
            as has_secret,
        inputs.period_load_id,
        known.known_load_id,
        shown.version_number as shown_version_number,
        shown.nps_before as shown_nps_before,
        shown.response_count_before as shown_response_count_before,
        shown.cause as shown_cause,
        shown.version_as_of_date as shown_version_as_of_date,
        shown.build_run_id as shown_build_run_id,
        coalesce(inputs.period_load_id > shown.known_load_id, false) as is_landed_since,
        inputs.valid_count = shown.valid_count
        and inputs.valid_points = shown.valid_points
        and inputs.valid_distances = shown.valid_distances as is_same_input,
        shown.seeds != {{ builds['seeds'] }} as is_seed_changed,
        shown.definition != {{ builds['definition'] }} as is_definition_changed,
        shown.version_number is not null
        and abs(coalesce(inputs.nps, 1000) - coalesce(shown.nps, 1000)) > 1e-9
            as is_restated
    from inputs
    full outer join shown
        on inputs.brand_id = shown.brand_id
        and inputs.survey_kind = shown.survey_kind
        and inputs.dimension = shown.dimension
        and inputs.period_grain = shown.period_grain
        and inputs.period_start_date = shown.period_start_date
    cross join known
    where
        coalesce(shown.last_as_of_date <= {{ as_of_date() }}, true)
        and (
            '{{ var("known_at") }}' = ''
            or coalesce(shown.last_load_id <= known.known_load_id, true)
        )

)

select
    {%- for column in keys + counts %}
    {{ column }},
    {%- endfor %}
    nps,
    has_secret,
    period_load_id,
    known_load_id,
    coalesce(shown_version_number, 0)
    + case when is_restated or shown_version_number is null then 1 else 0 end
        as version_number,
    {%- for name, value in builds.items() %}
    {{ value }} as {{ name }},
    {%- endfor %}
    case when is_restated then shown_nps else shown_nps_before end as nps_before,
    case when is_restated then shown_response_count else shown_response_count_before end
        as response_count_before,
    case
        when not is_restated then shown_cause
        when is_landed_since and valid_count > shown_valid_count then 'late'
        when is_landed_since and not is_same_input then 'correction'
        when
            not coalesce(is_same_input, false)
            and not is_seed_changed
            and not is_definition_changed then 'correction'
        when is_same_input and customer_count != shown_customer_count then 'identity'
        when is_seed_changed then 'seed'
        when is_definition_changed then 'definition'
        when is_landed_since then 'correction'
        else 'identity'
    end as cause,
    case
        when is_restated or shown_version_number is null then {{ as_of_date() }}
        else shown_version_as_of_date
    end as version_as_of_date,
    case
        when is_restated or shown_version_number is null then {{ build_run_id() }}
        else shown_build_run_id
    end as build_run_id
from matched
