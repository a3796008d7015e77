{#-
    One row per NPS answer and segment type: what nps_by_segment counts. A pair would
    give its parts away: secret surveys have none.
-#}
with

answers as (

    -- Numbers stand for series and clusters: a million rows of names are slow to group.
    select
        *,
        dense_rank() over (
            order by
                brand_id nulls last,
                survey_kind nulls last,
                dimension nulls last
        ) as series_number,
        dense_rank() over (order by cluster_id nulls last) as cluster_number
    from {{ ref('int_nps_answers_segmented') }}

)
{% for segment_type in var('segment_types') %}
{%- set parts = segment_type.split(' x ') %}
{%- set value = parts | join("_segment || ' x ' || ") ~ '_segment' %}
select
    series_number,
    response_id,
    brand_id,
    survey_kind,
    dimension,
    submitted_date,
    nps_points,
    is_counted,
    is_secret,
    cluster_id,
    cluster_number,
    '{{ segment_type }}' as segment_type,
    {{ value }} as segment_value
from answers
{%- if parts | length > 1 %}
where not is_secret
{%- endif %}
{{ 'union all' if not loop.last }}
{%- endfor %}
