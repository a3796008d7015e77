{#-
    Seconds that a schedule was open before `moment`, by the row of `hours`
    (int_zendesk_business_hours_laid_out) that the moment lies in.
-#}
{%- macro business_seconds_before(moment, hours) -%}
    (
        {{ hours }}.seconds_before + {{ seconds_between(
            hours ~ '.starts_at', 'least(' ~ moment ~ ', ' ~ hours ~ '.open_until)'
        ) }}
    )
{%- endmacro -%}
