{#-
    A native id that is itself an address, or by the var `named_respondent_sources` a
    name, is replaced everywhere by an opaque number. This table is the only way back.
    Numbers follow the landing, so a later landing changes no earlier number.
-#}
{%- set named_sources = var('named_respondent_sources') | join("', '") -%}
{{ config(materialized='table', schema='restricted') }}

with

responses as (

    select * from {{ ref('int_survey_responses_enriched') }}

),

other_ids as (

    select * from {{ ref('int_native_person_ids_unioned') }}

),

native_ids as (

    select
        {{ native_person_id() }} as native_person_id,
        -- Who has no id is known by his address, however it is written.
        respondent_id is null as is_address,
        source_system,
        _load_id
    from responses
    union all
    select
        native_person_id,
        false as is_address,
        source_system,
        _load_id
    from other_ids

),

addresses as (

    select
        native_person_id,
        min(_load_id) as first_load_id
    from native_ids
    where
        native_person_id is not null
        and (
            is_address
            or {{ is_address('native_person_id') }}
            or source_system in ('{{ named_sources }}')
        )
    group by 1

)

select
    native_person_id,
    row_number() over (
        order by first_load_id nulls last, native_person_id nulls last
    ) as person_number
from addresses
