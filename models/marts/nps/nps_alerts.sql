{#-
    Tests of one kind, grain and period are one family: the more series are watched, the
    surer each alert must be.
-#}
with

rules as (

    select * from {{ ref('alert_rules') }}
    where is_enabled

),

changes as (

    select * from {{ ref('int_nps_changes_judged') }}

),

limits as (

    select * from {{ ref('int_nps_limits_judged') }}

),

response_rates as (

    select * from {{ ref('int_response_rates_judged') }}

),

competitors as (

    select * from {{ ref('int_competitors_judged') }}

),

support_limits as (

    select * from {{ ref('support_control_limits') }}

),

support_loads as (

    select
        'leading_indicator' as alert_type,
        brand_id || ':support:' || segment_type || '=' || segment_value || ':' || metric
            as series_id,
        brand_id,
        cast(null as string) as survey_kind,
        cast(null as string) as dimension,
        cast(null as string) as market,
        cast(null as string) as competitor_brand_id,
        segment_type,
        segment_value,
        period_grain,
        period_start_date,
        period_end_date,
        metric,
        observed,
        expected,
        upper_limit as limit_value,
        cast(null as double) as p_value,
        cast(null as bigint) as response_count,
        is_past_limit as is_candidate,
        case
            when metric = 'open_ticket_count'
                then 'Open tickets at the end of the month: '
            else 'Minutes within which nine of ten first replies came: '
        end || {{ written_number('observed') }} || ', above the control limit '
        || {{ written_number('upper_limit') }}
        || '; the twelve months before let expect '
        || {{ written_number('expected') }} as evidence
    from support_limits

),

tests as (
    {%- for relation in [
        'changes', 'limits', 'response_rates', 'competitors', 'support_loads'
    ] %}

    select {{ alert_columns(relation) }}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

enabled as (

    select
        tests.*,
        rules.severity,
        rules.max_q_value
    from tests
    inner join rules
        on tests.alert_type = rules.alert_type
        and '|' || rules.grains || '|' like '%|' || tests.period_grain || '|%'

),

{{ q_valued('enabled', 'p_value', family=[
    'alert_type', 'period_grain', 'period_start_date'
]) }}

select
    alert_type || ':' || series_id || ':' || period_grain || ':' || period_start_date
        as alert_id,
    alert_type,
    severity,
    brand_id,
    survey_kind,
    dimension,
    market,
    competitor_brand_id,
    segment_type,
    segment_value,
    period_grain,
    period_start_date,
    period_end_date,
    metric,
    observed,
    expected,
    limit_value,
    p_value,
    q_value,
    case when p_value is not null then tests_in_family end as tests_in_family,
    response_count,
    evidence
    || case
        when q_value is null then ''
        when q_value < 0.001 then '; q < 0.001 among ' || tests_in_family || ' series'
        else
            '; q = ' || {{ written_number('q_value', 3) }}
            || ' among ' || tests_in_family || ' series'
    end
    || '.' as evidence
from q_valued
where
    is_candidate
    and (max_q_value is null or q_value < max_q_value)
