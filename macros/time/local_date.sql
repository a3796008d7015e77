{#-
    The day of a UTC timestamp in the reporting time zone of its brand, `brands` being a
    row of the seed. A calendar's lookups are dear, and UTC needs none.
-#}
{%- macro local_date(timestamp, brands='brands') -%}
    {%- set time_zone -%}
        coalesce({{ brands }}.reporting_timezone, '{{ var("reporting_timezone") }}')
    {%- endset -%}
    cast(
        case
            when {{ time_zone }} = 'UTC' then {{ timestamp }}
            else {{ to_local_timestamp(timestamp, time_zone) }}
        end as date
    )
{%- endmacro -%}
