with

responses as (

    select
        *,
        {{ native_person_id() }} as native_person_id
    from {{ ref('int_survey_responses_enriched') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

named as (

    select
        responses.*,
        responses.source_system || ':respondent:' || coalesce(
            'masked-' || cast(masked.person_number as string),
            responses.native_person_id
        ) as respondent_key
    from responses
    left join masked
        on responses.native_person_id = masked.native_person_id

)

-- The CRM id a tool gives is the customer; else the respondent is one of his own.
select
    *,
    submitted_at >= cast({{ as_of_date() }} as timestamp) + interval 1 day
        as is_future_dated,
    coalesce(bot_score < 0.5, false) or is_spam as is_bot,
    coalesce(
        case when customer_id not like '%@%' then 'crm:customer:' || customer_id end,
        respondent_key
    ) as customer_key,
    'crm:account:' || account_id as account_key
from named
