with

source as (

    select * from {{ source('case_management', 'improvement_actions') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('improvement_action_id') }} as improvement_action_id,
        {{ clean_text('action_name') }} as action_name,
        {{ clean_text('description') }} as description,
        {{ slugify('theme_id') }} as theme_id,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('owner_employee_id') }} as owner_employee_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('region') }} as region,
        {{ slugify('customer_segment') }} as customer_segment,
        {{ slugify('action_status') }} as action_status,
        cast({{ source_timestamp('planned_on', 'case_management') }} as date)
            as planned_on,
        cast({{ source_timestamp('started_on', 'case_management') }} as date)
            as started_on,
        cast({{ source_timestamp('completed_on', 'case_management') }} as date)
            as completed_on,
        upper({{ clean_text('currency') }}) as currency,
        {{ to_amount('planned_cost_amount') }} as planned_cost_amount,
        {{ to_amount('actual_cost_amount') }} as actual_cost_amount,
        {{ to_number('expected_nps_effect') }} as expected_nps_effect,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'case_management') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['improvement_action_id'],
    version_at='updated_at',
    is_deleted='is_deleted'
) }}
