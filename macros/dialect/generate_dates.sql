{#-
    A select statement giving `date_day`, every date from `first_date` to `last_date`, both
    included; no rows when the last is before the first. (Spark's `sequence` would fail.)
-#}
{% macro generate_dates(first_date, last_date) -%}
    {{ adapter.dispatch('generate_dates')(first_date, last_date) }}
{%- endmacro %}

{% macro default__generate_dates(first_date, last_date) -%}
    select
        cast(
            unnest(
                generate_series(
                    cast(cast({{ first_date }} as date) as timestamp),
                    cast(cast({{ last_date }} as date) as timestamp),
                    interval 1 day
                )
            ) as date
        ) as date_day
{%- endmacro %}

{% macro spark__generate_dates(first_date, last_date) -%}
    select
        explode(
            case
                when cast({{ first_date }} as date) <= cast({{ last_date }} as date)
                    then sequence(
                        cast({{ first_date }} as date),
                        cast({{ last_date }} as date),
                        interval 1 day
                    )
            end
        ) as date_day
{%- endmacro %}
