{#-
    The wall clock of `time_zone` as a UTC timestamp; both without zone. `time_zone` is an
    expression: a column or a quoted IANA name. A time that the clock shows twice in autumn is the
    second one; a time skipped in spring is read as an hour later.

    Spark takes the first one, so it tries the moments a change of the clock later too: an hour
    everywhere but on Lord Howe Island.
-#}
{% macro local_to_utc(timestamp, time_zone) -%}
    {{ adapter.dispatch('local_to_utc')(timestamp, time_zone) }}
{%- endmacro %}

{% macro default__local_to_utc(timestamp, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, {{ timestamp }}))
{%- endmacro %}

{% macro spark__local_to_utc(timestamp, time_zone) -%}
    {%- set earlier = 'to_utc_timestamp(' ~ timestamp ~ ', ' ~ time_zone ~ ')' -%}
    case {{ timestamp }}
        {%- for shift in ['interval 1 hour', 'interval 30 minutes'] %}
        when from_utc_timestamp({{ earlier }} + {{ shift }}, {{ time_zone }})
            then {{ earlier }} + {{ shift }}
        {%- endfor %}
        else {{ earlier }}
    end
{%- endmacro %}
