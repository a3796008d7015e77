with

used_rows as (

    {%- for model in [
        'int_survey_responses_enriched', 'int_survey_answers_defined',
        'int_survey_invitations_followed', 'int_touchpoints_classified',
        'int_order_lines_priced', 'int_subscriptions_priced', 'int_referrals_priced',
        'int_business_events_placed',
    ] %}
    select
        _load_id,
        _row_number
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    _load_id,
    _row_number
from used_rows
group by 1, 2
