{#-
    Text `x` as a UTC timestamp without zone, null when it cannot be read or does not exist.

    Read are: ISO dates and times with and without zone; year first with slashes, dots or
    年月日; day or month first (`date_order`: `day_first` or `month_first`), two-digit years too;
    English month names ("5th Jan 2020", "Jan 5, 2020 3:05 PM"); yyyymmdd; Excel serial numbers
    from 20000 to 79999; epoch seconds (10 digits) and milliseconds (13 digits). What names no
    zone is the wall clock of `time_zone`, an expression.

    The engines agree on nothing but ISO, so every other form is rewritten to ISO first, by the
    same rules on both. The common forms come first and skip the rules.
-#}
{% macro to_utc_timestamp(x, date_order='month_first', time_zone="'UTC'") -%}
    {%- set blanks = '[ ' ~ blank_characters() ~ ']*' -%}
    {%- set date = '[1-9][0-9]{3}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])' -%}
    {%- set time = '(?:[01]?[0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set seconds = ':[0-5][0-9](?:[.][0-9]{1,6})?' -%}
    {%- set zone = '(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])' -%}
    {%- set slashes =
        '^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([1-9][0-9]{3})((?: ' ~ time ~ '(?:' ~ seconds ~ ')?)?)$'
    -%}
    {%- set year_month_day =
        '\\3-\\2-\\1\\4' if date_order == 'day_first' else '\\3-\\1-\\2\\4'
    -%}
    {%- set excel = '^' ~ blanks ~ '[2-7][0-9]{4}(?:[.][0-9]+)?' ~ blanks ~ '$' -%}
    {%- set epoch = '^' ~ blanks ~ '[1-9][0-9]{9}(?:[.][0-9]+|[0-9]{3})?' ~ blanks ~ '$' -%}
    {%- set has_zone =
        ':[0-9]{2}(?:[.,][0-9]+)? ?(?:[zZ]|UTC|utc|GMT|gmt|[+-][0-9]{2}(?::?[0-9]{2})?)'
        ~ blanks ~ '$'
    -%}
    {%- set number = to_number(x) -%}
    {%- set read -%}
        case
            when {{ regexp_matches(x, '^' ~ date ~ '(?:[T ]' ~ time ~ '(?:' ~ seconds ~ ')?)?$') }}
                then try_cast({{ x }} as timestamp)
            when {{ regexp_matches(x, '^' ~ date ~ '[T ]' ~ time ~ seconds ~ zone ~ '$') }}
                then {{ iso_to_timestamp(x) }}
            when {{ regexp_matches(x, slashes) }}
                then try_cast({{ regexp_replace_all(x, slashes, year_month_day) }} as timestamp)
            when {{ regexp_matches(x, excel) }}
                then {{ timestamp_from_microseconds(
                    'cast(floor((' ~ number ~ ' - 25569) * 86400000 + 0.5) as bigint) * 1000'
                ) }}
            when {{ regexp_matches(x, epoch) }}
                then {{ timestamp_from_microseconds(
                    'cast(floor(' ~ number ~ ' * case when ' ~ number
                    ~ ' < 1e10 then 1e6 else 1e3 end + 0.5) as bigint)'
                ) }}
            else {{ iso_to_timestamp(
                "regexp_extract(" ~ rewrite_as_iso(x, date_order)
                ~ ", '^" ~ date ~ ' ' ~ time ~ seconds ~ zone ~ "$', 0)"
            ) }}
        end
    {%- endset -%}
    {%- if time_zone == "'UTC'" -%}
        {{ read }}
    {%- else -%}
        {{ local_to_utc(
            '(' ~ read ~ ')',
            'case when ' ~ regexp_matches(x, has_zone) ~ ' or ' ~ regexp_matches(x, epoch)
            ~ " then 'UTC' else " ~ time_zone ~ ' end'
        ) }}
    {%- endif -%}
{%- endmacro %}
