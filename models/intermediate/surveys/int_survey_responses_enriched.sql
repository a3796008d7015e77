{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_survey_responses_unioned') }}

),

attributes as (

    select * from {{ ref('int_survey_attributes_pivoted') }}

),

surveys as (

    select * from {{ ref('surveys') }}

),

statuses as (

    select * from {{ ref('survey_response_statuses') }}

),

aliases as (

    select * from {{ ref('channel_aliases') }}

),

brands as (

    select * from {{ ref('brands') }}

),

enriched as (

    select
        responses.source_system,
        responses.response_id,
        responses.source_record_id,
        responses.survey_id,
        surveys.survey_id is not null as is_known_survey,
        coalesce(surveys.survey_kind, 'unknown') as survey_kind,
        -- Employees are promised secrecy whether or not the survey says so.
        coalesce(surveys.is_anonymous or surveys.survey_kind = 'employee', false)
            as is_secret,
        surveys.journey_stage,
        surveys.market,
        coalesce(responses.brand_id, '{{ var("default_brand_id") }}') as brand_id,
        responses.started_at,
        responses.submitted_at,
        coalesce(brands.reporting_timezone, '{{ var("reporting_timezone") }}')
            as reporting_timezone,
        responses.duration_seconds,
        coalesce(aliases.channel_id, responses.channel, 'unknown') as channel_id,
        responses.language,
        responses.is_complete,
        coalesce(statuses.is_preview, responses.is_preview, false) as is_preview,
        coalesce(statuses.is_spam, false) as is_spam,
        responses.respondent_id,
        responses.respondent_email,
        responses.respondent_phone,
        coalesce(responses.customer_id, attributes.customer_id) as customer_id,
        attributes.account_id,
        coalesce(responses.related_record_id, attributes.related_record_id)
            as related_record_id,
        coalesce(responses.product_id, attributes.product_id) as product_id,
        coalesce(responses.region, {{ slugify('attributes.region') }}) as region,
        coalesce(
            responses.respondent_role, {{ slugify('attributes.respondent_role') }}
        ) as respondent_role,
        {{ slugify('attributes.customer_segment') }} as customer_segment,
        {{ slugify('attributes.value_tier') }} as value_tier,
        {{ slugify('attributes.lifecycle_stage') }} as lifecycle_stage,
        {{ slugify('attributes.department_id') }} as department_id,
        attributes.sales_owner,
        attributes.tenure_band,
        {%- for segment_type in own_segment_types() %}
        {{ slugify('attributes.' ~ segment_type) }} as {{ segment_type }},
        {%- endfor %}
        coalesce(responses.bot_score, attributes.bot_score) as bot_score,
        coalesce(responses.supplied_weight, attributes.supplied_weight)
            as supplied_weight,
        responses._load_id,
        responses._loaded_at,
        responses._source_file,
        responses._row_number
    from responses
    left join attributes
        on responses.response_id = attributes.response_id
    left join surveys
        on responses.survey_id = surveys.survey_id
    left join statuses
        on responses.source_system = statuses.source_system
        and responses.source_status = statuses.source_status
    left join aliases
        on responses.channel = aliases.source_channel
    left join brands
        on coalesce(responses.brand_id, '{{ var("default_brand_id") }}')
        = brands.brand_id

)

-- Secret surveys lose who answered here, once for all sources.
select
    source_system,
    response_id,
    source_record_id,
    survey_id,
    is_known_survey,
    survey_kind,
    is_secret,
    journey_stage,
    market,
    brand_id,
    started_at,
    submitted_at,
    cast({{ to_local_timestamp('submitted_at', 'reporting_timezone') }} as date)
        as submitted_date,
    duration_seconds,
    channel_id,
    language,
    is_complete,
    is_preview,
    is_spam,
    {%- for identity in [
        'respondent_id', 'respondent_email', 'respondent_phone', 'customer_id',
        'account_id', 'related_record_id', 'sales_owner',
    ] %}
    case when not is_secret then {{ identity }} end as {{ identity }},
    {%- endfor %}
    product_id,
    region,
    respondent_role,
    customer_segment,
    value_tier,
    lifecycle_stage,
    department_id,
    tenure_band,
    {%- for segment_type in own_segment_types() %}
    {{ segment_type }},
    {%- endfor %}
    bot_score,
    supplied_weight,
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from enriched
