with

source as (

    select * from {{ source('qualtrics', 'directory_contact') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as contact_id,
        lower({{ clean_text('email') }}) as email,
        {{ clean_text('phone') }} as phone,
        {{ clean_text('ext_ref') }} as external_id,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('creation_date', 'qualtrics') }} as created_at,
        {{ source_timestamp('last_modified', 'qualtrics') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['contact_id'], version_at='updated_at') }}
