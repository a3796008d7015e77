{#-
    Marks the last complete period of its grain in which the brand was asked this
    at all: what a card on a dashboard shows. A quarterly survey is not blank in
    the months between.
-#}
{%- macro is_latest_complete_period(relation) -%}
    {{ relation }}.is_complete_period
    and {{ relation }}.period_start_date = max(
        case
            when {{ relation }}.is_complete_period
                then {{ relation }}.period_start_date
        end
    ) over (
        partition by
            {{ relation }}.brand_id,
            {{ relation }}.survey_kind,
            {{ relation }}.dimension,
            {{ relation }}.period_grain
    ) as is_latest_complete_period
{%- endmacro -%}
