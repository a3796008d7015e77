with

source as (

    select
        *,
        -- The day and the time of a response are answers, on rows of their own.
        max(case when question_number = '1' then answer end)
            over (partition by _load_id, response) as day_text,
        max(case when question_number = '2' then answer end)
            over (partition by _load_id, response) as clock,
        case when store = 'Amstelveen' then 'Amsterdam' else store end as store_name
    from {{ source('stores', 'answers') }}
    where {{ is_known() }}

),

read as (

    select
        *,
        coalesce(
            {{ to_utc_timestamp('day_text', 'day_first') }},
            {{ to_utc_timestamp('day_text', 'month_first') }}
        ) as day_started_at,
        -- 21:31, 3.10 am, 1.30pm, 1653; 2400 is the next day.
        {{ to_number("regexp_extract(clock, '^([0-9]{1,2})[:.]?[0-9]{2}', 1)") }}
            as hours,
        {{ to_number("regexp_extract(clock, '^[0-9]{1,2}[:.]?([0-9]{2})', 1)") }}
            as minutes,
        case when clock like '%pm' and clock not like '12%' then 12 else 0 end
            as hours_after_noon
    from source

),

renamed as (

    select
        {{ clean_text('response') }} as response_id,
        {{ clean_text('name') }} || ' of ' || {{ clean_text('store_name') }}
            as respondent_id,
        'store_visits' as survey_id,
        'soap_stores' as brand_id,
        (
            day_started_at
            + cast(60 * (hours + hours_after_noon) + minutes as bigint)
            * interval 1 minute
        ) as submitted_at,
        'in_person' as channel,
        'stores:store:' || {{ slugify('store_name') }} as related_record_id,
        case
            when lower(country) like '%gland' then 'england'
            when lower(country) like 'sc%' then 'scotland'
            when lower(country) like 'united state%' then 'united_states'
            when lower(country) like '%netherlands' then 'netherlands'
        end as region,
        {{ columns_not_given([
            'response_id', 'respondent_id', 'survey_id', 'brand_id', 'submitted_at',
            'channel', 'related_record_id', 'region',
        ]) }}
        {{ landed_columns('read') }}
    from read

),

{{ record_status('renamed', key=['response_id'], event_at='submitted_at') }}
