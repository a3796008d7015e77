{%- set native_ids = [
    ('crm', 'stg_crm__customers', 'customer_id'),
    ('zendesk', 'stg_zendesk__users', 'user_id'),
    ('surveys', 'stg_surveys__survey_invitations', invited_person_id()),
    ('qualtrics', 'stg_qualtrics__directory_contacts', 'contact_id'),
    ('web_events', 'stg_web_events__users', 'user_id'),
    ('social', 'stg_social__mentions', author_id()),
    ('contact_center', 'int_contact_center_contacts_keyed', 'native_person_id'),
] -%}
with

unioned as (

    {%- for source, model, native_id in native_ids %}
    select
        '{{ source }}' as source_system,
        {{ native_id }} as native_person_id,
        _load_id
    from {{ ref(model) }}
    union all
    {%- endfor %}
    select
        source_system,
        native_person_id,
        _load_id
    from {{ ref('int_reviews_unioned') }}

)

select
    source_system,
    native_person_id,
    min(_load_id) as _load_id
from unioned
where native_person_id is not null
group by 1, 2
