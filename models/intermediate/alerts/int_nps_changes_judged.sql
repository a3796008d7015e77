{#- Each comparison of a watched period as a test of the alerts it may raise. -#}
with

compared as (

    select
        *,
        cast(null as string) as competitor_brand_id
    from {{ ref('int_nps_changes_compared') }}

),

rules as (

    select * from {{ ref('alert_rules') }}

),

drops as (

    select
        *,
        'significant_drop' as alert_type,
        'nps' as metric,
        nps as observed,
        nps_previous as expected,
        cast(null as double) as limit_value,
        nps_change_p_value as p_value,
        nps_change < 0 and coalesce(nps <= nps_year_ago, true) as is_candidate,
        'NPS ' || {{ written_number('nps') }} || ' of ' || response_count
        || ' answers after ' || {{ written_number('nps_previous') }} || ' of '
        || previous_count || ' in the period from ' || previous_start_date
        || ': a change of ' || {{ written_number('nps_change') }} || ' ('
        || {{ written_number('nps_change_ci_low') }} || ' to '
        || {{ written_number('nps_change_ci_high') }} || ')'
        || coalesce(', a year ago ' || {{ written_number('nps_year_ago') }}, '')
            as evidence
    from compared

),

declines as (

    select
        compared.*,
        'sustained_decline' as alert_type,
        'nps' as metric,
        compared.nps as observed,
        compared.nps_third_before as expected,
        cast(null as double) as limit_value,
        compared.nps_decline_p_value as p_value,
        compared.nps < compared.lowest_nps_between
        and compared.highest_nps_between < compared.nps_third_before
        and compared.largest_rise < rules.tolerated_rise as is_candidate,
        'NPS ' || {{ written_number('compared.nps') }} || ' of '
        || compared.response_count || ' answers, going down from '
        || {{ written_number('compared.nps_third_before') }} || ' of '
        || compared.third_before_count || ' in the period from '
        || compared.third_before_start_date || ' through '
        || {{ written_number('compared.nps_second_before') }} || ' and '
        || {{ written_number('compared.nps_previous') }} as evidence
    from compared
    inner join rules
        on rules.alert_type = 'sustained_decline'
    where compared.third_before_start_date is not null

),

detractor_rises as (

    select
        compared.*,
        'detractor_share_rise' as alert_type,
        'detractor_share' as metric,
        compared.detractor_share as observed,
        compared.detractor_share_previous as expected,
        (1 + rules.min_relative_change) * compared.detractor_share_previous
            as limit_value,
        compared.detractor_share_p_value as p_value,
        compared.detractor_share
        >= (1 + rules.min_relative_change) * compared.detractor_share_previous
        and compared.detractor_share > compared.detractor_share_previous
            as is_candidate,
        'Detractors are ' || {{ written_number('100 * compared.detractor_share') }}
        || ' % of ' || compared.response_count || ' answers after '
        || {{ written_number('100 * compared.detractor_share_previous') }} || ' % of '
        || compared.previous_count || ' in the period from '
        || compared.previous_start_date as evidence
    from compared
    inner join rules
        on rules.alert_type = 'detractor_share_rise'

)

select {{ alert_columns('drops') }}
from drops
union all
select {{ alert_columns('declines') }}
from declines
union all
select {{ alert_columns('detractor_rises') }}
from detractor_rises
