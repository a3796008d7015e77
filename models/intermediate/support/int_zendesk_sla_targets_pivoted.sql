{#- The targets of a version of a policy side by side: a ticket has all of them or none. -#}
{{ config(materialized=ephemeral_or_table()) }}

with

targets as (

    select * from {{ ref('stg_zendesk__sla_policy_targets') }}
    where record_status = 'current'

),

updates as (

    select
        sla_policy_id,
        policy_updated_at
    from targets
    group by sla_policy_id, policy_updated_at

),

versions as (

    select
        *,
        coalesce(
            lead(policy_updated_at) over (
                partition by sla_policy_id order by policy_updated_at nulls last
            ),
            cast('9999-12-31' as timestamp)
        ) as next_updated_at
    from updates

)

select
    {%- for metric, name in [
        ('first_reply_time', 'first_reply'),
        ('requester_wait_time', 'requester_wait'),
        ('agent_work_time', 'agent_work'),
        ('total_resolution_time', 'total_resolution'),
    ] %}
    max(case when targets.sla_metric = '{{ metric }}' then targets.target_minutes end)
        as {{ name }}_target_minutes,
    max(
        case
            when targets.sla_metric != '{{ metric }}' then null
            when targets.is_in_business_hours then 1
            else 0
        end
    ) as {{ name }}_hours,
    {%- endfor %}
    targets.sla_policy_id,
    targets.priority,
    versions.policy_updated_at as valid_from,
    versions.next_updated_at as valid_until
from targets
inner join versions
    on targets.sla_policy_id = versions.sla_policy_id
    and targets.policy_updated_at = versions.policy_updated_at
group by
    targets.sla_policy_id,
    targets.priority,
    versions.policy_updated_at,
    versions.next_updated_at
