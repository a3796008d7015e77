with

dates as (

    select * from {{ ref('int_dates_placed') }}

)

select
    date_day,
    day_of_week,
    case day_of_week
        {%- for name in [
            'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'
        ] %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as day_name,
    day_of_week >= 6 as is_weekend,
    week_start_date,
    week_end_date,
    month_number,
    case month_number
        {%- for name in [
            'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
            'September', 'October', 'November', 'December'
        ] %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as month_name,
    month_start_date,
    month_end_date,
    cast(floor(months_into_fiscal_year / 3) as bigint) + 1 as fiscal_quarter,
    quarter_start_date,
    quarter_end_date,
    -- A fiscal year is called by the calendar year it ends in.
    cast(extract(year from year_end_date) as bigint) as fiscal_year,
    year_start_date,
    year_end_date
from dates
