{#-
    Level, trend and last error of Gardner and McKenzie's (1985) damped-trend exponential
    smoothing after the last item of `values`, an array of what was observed in `months`,
    an array of month numbers in order, both of `count` items. In a month that observes
    nothing the level moves by the damped trend and nothing is learnt (Hyndman et al. 2008,
    ETS(A,Ad,N) in its error-correction form). It starts at the first value without a trend.
-#}
{%- macro damped_trend_state(months, values, count) -%}
    {%- set gap = array_item(months, 'state.k + 1') ~ ' - ' ~ array_item(months, 'state.k') -%}
    {%- set value = array_item(values, 'state.k + 1') -%}
    {%- set damped = 'power(' ~ var('forecast_damping') ~ ', coalesce(' ~ gap ~ ', 0))' -%}
    {%- set expected -%}
        case
            when state.k = 0 then {{ value }}
            else state.level + state.trend * {{ damped_steps(gap) }}
        end
    {%- endset -%}
    {%- set step -%}
        {{ make_struct(
            k='state.k + 1',
            level='expected + ' ~ var('forecast_level_share') ~ ' * (' ~ value
                ~ ' - expected)',
            trend='state.trend * ' ~ damped ~ ' + ' ~ var('forecast_level_share')
                * var('forecast_trend_share') ~ ' * (' ~ value ~ ' - expected)',
            error=value ~ ' - expected',
        ) }}
    {%- endset -%}
    {{ iterate(
        make_struct(
            k='cast(0 as integer)',
            level='cast(0 as double)',
            trend='cast(0 as double)',
            error='cast(0 as double)',
        ),
        count,
        'state',
        let('expected', expected, step),
    ) }}
{%- endmacro -%}
