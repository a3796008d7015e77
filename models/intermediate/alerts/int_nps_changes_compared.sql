{#-
    Each watched period of a series beside the one before, the third before and the one a
    year ago. Who answered in this period and the one before is paired, as where the change
    is published; the third before is taken as independent, which is cautious.
-#}
{%- set unpaired = (
    'series.adjusted_se * series.adjusted_se '
    ~ '+ previous.adjusted_se * previous.adjusted_se'
) %}
with

series as (

    select * from {{ ref('int_nps_series_watched') }}

),

previous as (

    select * from series

),

second_before as (

    select * from series

),

third_before as (

    select * from series

),

year_ago as (

    select * from series

),

compared as (

    select
        series.*,
        previous.nps as nps_previous,
        previous.response_count as previous_count,
        previous.detractor_share as detractor_share_previous,
        second_before.nps as nps_second_before,
        third_before.period_start_date as third_before_start_date,
        third_before.nps as nps_third_before,
        third_before.response_count as third_before_count,
        year_ago.nps as nps_year_ago,
        -- The largest rise of the last three steps, in its own standard errors.
        greatest(
            {%- for now, before in [
                ('series', 'previous'),
                ('previous', 'second_before'),
                ('second_before', 'third_before'),
            ] %}
            ({{ now }}.nps - {{ before }}.nps) / (100 * sqrt(
                {{ now }}.adjusted_se * {{ now }}.adjusted_se
                + {{ before }}.adjusted_se * {{ before }}.adjusted_se
            )){{ ',' if not loop.last }}
            {%- endfor %}
        ) as largest_rise,
        least(previous.nps, second_before.nps) as lowest_nps_between,
        greatest(previous.nps, second_before.nps) as highest_nps_between,
        {{ nps_difference(
            'nps_change',
            'series',
            'previous',
            'case when series.paired_start_date = previous.period_start_date then '
            ~ unpaired ~ ' - series.paired_se * series.paired_se else 0 end'
        ) }},
        {{ nps_difference('nps_decline', 'series', 'third_before') }},
        {{ two_proportion_z(
            'series.detractor_share', 'series.effective_count',
            'previous.detractor_share', 'previous.effective_count'
        ) }} as detractor_share_z,
        {{ two_sided_p_value('detractor_share_z') }} as detractor_share_p_value
    from series
    inner join previous
        on series.series_id = previous.series_id
        and series.period_grain = previous.period_grain
        and series.period_number - 1 = previous.period_number
    left join second_before
        on series.series_id = second_before.series_id
        and series.period_grain = second_before.period_grain
        and series.period_number - 2 = second_before.period_number
    left join third_before
        on series.series_id = third_before.series_id
        and series.period_grain = third_before.period_grain
        and series.period_number - 3 = third_before.period_number
    left join year_ago
        on series.series_id = year_ago.series_id
        and series.period_grain = year_ago.period_grain
        and {{ add_months('series.period_start_date', -12) }}
        = year_ago.period_start_date
    where series.is_watched

)

select * from compared
