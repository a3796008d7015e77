with

source as (

    select * from {{ source('zendesk', 'sla_policy_metric_history') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('sla_policy_id') }} as sla_policy_id,
        {{ to_integer('index') }} as target_index,
        {{ source_timestamp('sla_policy_updated_at', 'zendesk') }} as policy_updated_at,
        {{ to_boolean('business_hours') }} as is_in_business_hours,
        {{ slugify('metric') }} as sla_metric,
        {{ slugify('priority') }} as priority,
        {{ to_number('target') }} as target_minutes,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['sla_policy_id', 'policy_updated_at', 'sla_metric', 'priority'],
    version_at='synced_at'
) }}
