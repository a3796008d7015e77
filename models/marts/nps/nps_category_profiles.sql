{%- set profile = ['brand_id', 'survey_kind', 'attribute'] -%}
with

counted as (

    select * from {{ ref('int_nps_people_profiled') }}

),

categories as (

    select
        brand_id,
        survey_kind,
        attribute,
        nps_category,
        sum(respondent_count) as category_count
    from counted
    group by 1, 2, 3, 4

),

attribute_values as (

    select
        brand_id,
        survey_kind,
        attribute,
        attribute_value,
        from_date,
        to_date,
        sum(respondent_count) as value_count
    from counted
    group by 1, 2, 3, 4, 5, 6

),

crossed as (

    -- Nobody of a category at a value is a finding too.
    select
        attribute_values.*,
        categories.nps_category,
        categories.category_count,
        coalesce(counted.respondent_count, 0) as respondent_count,
        sum(attribute_values.value_count) over (
            partition by
                attribute_values.brand_id,
                attribute_values.survey_kind,
                attribute_values.attribute,
                categories.nps_category
        ) as everyone_count
    from attribute_values
    inner join categories
        on {{ equal_columns('attribute_values', 'categories', profile) }}
    left join counted
        on {{ equal_columns(
            'attribute_values', 'counted', profile + ['attribute_value']
        ) }}
        and categories.nps_category = counted.nps_category

),

tested as (

    -- The category against everyone else, by the pooled two-proportion test.
    select
        *,
        everyone_count - category_count as rest_count,
        respondent_count / cast(category_count as double) as category_share,
        (value_count - respondent_count) / nullif(cast(rest_count as double), 0)
            as rest_share,
        value_count / cast(everyone_count as double) as everyone_share,
        case
            when least(category_count, value_count) < {{ var('min_group_size') }}
                then 'too_few'
        end as suppression_reason,
        case
            when
                suppression_reason is null
                and category_count >= {{ var('min_compared_count') }}
                and rest_count >= {{ var('min_compared_count') }}
                and value_count < everyone_count
                then (category_share - rest_share) / sqrt(
                    everyone_share * (1 - everyone_share)
                    * everyone_count
                    / (cast(category_count as double) * rest_count)
                )
        end as z,
        {{ two_sided_p_value('z') }} as p_value
    from crossed

),

{{ q_valued('tested', 'p_value', family=profile) }}

select
    brand_id,
    survey_kind,
    from_date,
    to_date,
    nps_category,
    attribute,
    attribute_value,
    cast(respondent_count as bigint) as respondent_count,
    cast(category_count as bigint) as category_count,
    cast(value_count as bigint) as value_count,
    case when suppression_reason is null then category_share end as share,
    case when suppression_reason is null then rest_share end as share_of_rest,
    case when suppression_reason is null then 100 * category_share / everyone_share end
        as index_against_all,
    p_value,
    q_value,
    tests_in_family,
    q_value < {{ var('significance_level') }} as is_significant,
    suppression_reason
from q_valued
