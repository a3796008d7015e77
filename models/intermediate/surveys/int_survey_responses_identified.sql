{#-
    A response with the customer behind it, as all sources together know him, and what he
    was then: what came with the response wins, CRM's history fills in.
-#}
{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_survey_responses_named') }}

),

identities as (

    select * from {{ ref('int_customer_identities_resolved') }}

),

history as (

    select
        *,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_until
    from {{ ref('int_customers_history') }}

),

resolved as (

    select
        responses.*,
        case
            when responses.survey_kind = 'benchmark' then responses.respondent_key
            else identities.customer_id
        end as customer_key
    from responses
    left join identities
        on responses.source_person_id = identities.source_person_id

)

select
    {%- for column in [
        'source_system', 'response_id', 'source_record_id', 'survey_id',
        'is_known_survey', 'survey_kind', 'is_secret', 'journey_stage', 'market',
        'brand_id', 'started_at', 'submitted_at', 'submitted_date', 'duration_seconds',
        'channel_id', 'language', 'is_complete', 'is_preview', 'is_spam',
        'related_record_id', 'sales_owner', 'product_id', 'respondent_role',
        'department_id', 'tenure_band', 'supplied_weight', 'respondent_key',
        'source_person_id', 'customer_key', '_load_id', '_loaded_at', '_source_file',
        '_row_number',
    ] + own_segment_types() %}
    resolved.{{ column }},
    {%- endfor %}
    {%- for column in ['customer_segment', 'value_tier', 'lifecycle_stage', 'region'] %}
    coalesce(resolved.{{ column }}, history.{{ column }}) as {{ column }},
    {%- endfor %}
    coalesce(resolved.account_key, history.account_id) as account_key,
    resolved.submitted_at >= {{ cut_off() }} as is_future_dated,
    coalesce(resolved.bot_score < 0.5, false) or resolved.is_spam as is_bot
from resolved
left join history
    on resolved.customer_key = history.customer_id
    and resolved.submitted_at >= history.valid_from
    and resolved.submitted_at < history.valid_until
