{#-
    One row per NPS answer and segment type: what nps_by_segment counts. A pair would
    give its parts away: secret surveys have none.
-#}
with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}

)
{% for segment_type in var('segment_types') %}
{%- set parts = segment_type.split(' x ') %}
{%- set value = parts | join("_segment || ' x ' || ") ~ '_segment' %}
select
    brand_id,
    survey_kind,
    dimension,
    submitted_date,
    nps_points,
    is_counted,
    is_secret,
    cluster_id,
    '{{ segment_type }}' as segment_type,
    {{ value }} as segment_value
from answers
{%- if parts | length > 1 %}
where not is_secret
{%- endif %}
{{ 'union all' if not loop.last }}
{%- endfor %}
