{#-
    What the measures of all tickets rest on: the last load, the moment that running clocks
    are read at, and hours, holidays, targets and seeds as one fingerprint; and load and
    moment that the fact was built by before.
-#}
{%- set fact = built_before('fct_support_tickets', 'core') -%}
{{ config(materialized=ephemeral_or_table()) }}

with

loads as (

    select * from {{ ref('stg_landing__loads') }}
    where source_system = 'zendesk'

),

latest as (

    select max(load_id) as load_id from loads

),

rules as (

    select {{ line_of('hours', [
        'schedule_id', 'time_zone', 'iana_time_zone', 'standard_offset_minutes',
        'opens_at_minute', 'closes_at_minute',
    ]) }} as rule
    from {{ ref('int_zendesk_schedule_weeks_merged') }}
    union all
    select
        {{ line_of('schedule', ['schedule_id', 'min(schedule_created_at)']) }} as rule
    from {{ ref('stg_zendesk__schedule_intervals') }}
    where record_status = 'current'
    group by schedule_id
    {%- for model, columns in [
        ('stg_zendesk__schedule_holidays', ['schedule_id', 'start_date', 'end_date']),
        (
            'stg_zendesk__daylight_times',
            [
                'time_zone', 'daylight_offset_hours', 'daylight_starts_at',
                'daylight_ends_at',
            ],
        ),
        (
            'stg_zendesk__sla_policy_targets',
            [
                'sla_policy_id', 'policy_updated_at', 'sla_metric', 'priority',
                'target_minutes', 'is_in_business_hours',
            ],
        ),
        ('stg_zendesk__groups', ['group_id', 'group_name']),
    ] %}
    union all
    select {{ line_of(model, columns) }} as rule
    from {{ ref(model) }}
    where record_status = 'current'
    {%- endfor %}
    union all
    select
        {{ line_of('department', ['group_name', 'department_id', 'region']) }} as rule
    from {{ ref('group_departments') }}
    union all
    select {{ line_of('channel', ['source_channel', 'channel_id']) }} as rule
    from {{ ref('channel_aliases') }}
    union all
    select {{ line_of('brand', ['brand_id', 'reporting_timezone']) }} as rule
    from {{ ref('brands') }}

),

fingerprint as (

    select md5({{ string_agg_sorted('rule') }}) as rules from rules

),

last_build as (
    {% if fact %}
    select
        max(measured_load_id) as load_id,
        max(measured_until) as cut_off_at
    from {{ fact }}
    {%- else %}
    select
        cast(null as bigint) as load_id,
        cast(null as timestamp) as cut_off_at
    {%- endif %}

)

select
    coalesce(latest.load_id, -1) as load_id,
    {{ cut_off() }} as cut_off_at,
    coalesce(fingerprint.rules, '') as rules,
    coalesce(last_build.load_id, -1) as last_load_id,
    coalesce(last_build.cut_off_at, cast('0001-01-01' as timestamp)) as last_cut_off_at
from latest
cross join fingerprint
cross join last_build
