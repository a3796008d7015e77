with

channels as (

    select * from {{ ref('channels') }}

),

mentions as (

    select channel_id from {{ ref('int_survey_responses_enriched') }}
    union all
    select channel_id from {{ ref('int_touchpoints_classified') }}

),

used_channels as (

    select channel_id from mentions
    group by 1

),

named as (

    -- A channel in use before it was named shows under its id.
    select
        coalesce(channels.channel_id, used_channels.channel_id) as channel_id,
        coalesce(channels.channel_name, used_channels.channel_id) as channel_name,
        coalesce(
            channels.channel_name_zh, channels.channel_name, used_channels.channel_id
        ) as channel_name_zh,
        channels.is_solicited
    from channels
    full outer join used_channels
        on channels.channel_id = used_channels.channel_id

)

select * from named
