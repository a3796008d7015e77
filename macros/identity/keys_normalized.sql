{#-
    The keys that a person can be known by again, as acts that end with `keyed`: `relation` is
    a CTE with source_system, email, phone, platform and handle as they came; email_key,
    phone_key and handle_key are added, null where there is none. The seeds email_providers
    and phone_countries are imported under these names.

    A number without a calling code is read by the country of its source: the var
    `default_phone_country`.
-#}
{%- macro keys_normalized(relation) -%}
{%- set countries = var('default_phone_country') -%}
calling_codes as (

    -- Countries that share a code are told apart by their numbers, not by how these are written.
    select
        calling_code,
        max(trunk_prefix) as trunk_prefix,
        min(min_digits) as min_digits,
        max(max_digits) as max_digits
    from phone_countries
    group by 1

),

read as (

    select
        *,
        {{ email_address('email') }} as email_address,
        {{ phone_digits('phone') }} as written_digits,
        case
            {%- for source, country in countries.items() if source != 'default' %}
            when source_system = '{{ source }}' then '{{ country }}'
            {%- endfor %}
            when true then '{{ countries['default'] }}'
        end as home_country
    from {{ relation }}

),

dialled as (

    select
        read.*,
        split_part(read.email_address, '@', 2) as email_domain,
        {{ international_digits('read.written_digits', 'phone_countries') }}
            as dialled_digits
    from read
    left join phone_countries
        on read.home_country = phone_countries.country

),

coded as (

    select
        *,
        {{ calling_code('dialled_digits') }} as dialled_code
    from dialled

),

keyed as (

    select
        coded.*,
        {{ normalized_email('coded.email_address') }} as email_key,
        {{ normalized_phone('coded.dialled_digits', 'coded.dialled_code') }}
            as phone_key,
        {{ normalized_handle('coded.platform', 'coded.handle') }} as handle_key
    from coded
    left join email_providers
        on coded.email_domain = email_providers.email_domain
    left join calling_codes
        on coded.dialled_code = calling_codes.calling_code

)
{%- endmacro -%}
