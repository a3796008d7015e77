{#-
    Marks the last complete period of its grain in which the brand was asked this
    at all: what a card on a dashboard shows. A quarterly survey is not blank in
    the months between. `series` are the columns that tell one series from another.
-#}
{%- macro is_latest_complete_period(
    relation, series=['brand_id', 'survey_kind', 'dimension']
) -%}
    {{ relation }}.is_complete_period
    and {{ relation }}.period_start_date = max(
        case
            when {{ relation }}.is_complete_period
                then {{ relation }}.period_start_date
        end
    ) over (
        partition by
            {%- for column in series %}
            {{ relation }}.{{ column }},
            {%- endfor %}
            {{ relation }}.period_grain
    ) as is_latest_complete_period
{%- endmacro -%}
