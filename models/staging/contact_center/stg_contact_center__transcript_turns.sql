with

source as (

    select * from {{ source('contact_center', 'transcript_turns') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ slugify('interaction_type') }} as interaction_type,
        {{ clean_text('interaction_id') }} as interaction_id,
        {{ to_integer('turn_number') }} as turn_number,
        {{ slugify('speaker') }} as speaker,
        {{ source_timestamp('spoken_at', 'contact_center') }} as spoken_at,
        {{ clean_text('turn_text') }} as turn_text,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['interaction_type', 'interaction_id', 'turn_number'],
    version_at='updated_at'
) }}
