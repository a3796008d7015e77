{#-
    Minutes that daylight saving adds when the wall clock shows `moment`, by the row of the
    same year in `daylight`: 0 without one. Of an hour shown twice it is the second. South of the equator it lasts from the end of a year into
    the next.
-#}
{%- macro daylight_minutes(moment, daylight) -%}
    case
        when
            {{ daylight }}.daylight_starts_at <= {{ daylight }}.daylight_ends_at
            and {{ moment }} >= {{ daylight }}.daylight_starts_at
            and {{ moment }} < {{ daylight }}.daylight_ends_at
            or {{ daylight }}.daylight_starts_at > {{ daylight }}.daylight_ends_at
            and (
                {{ moment }} >= {{ daylight }}.daylight_starts_at
                or {{ moment }} < {{ daylight }}.daylight_ends_at
            )
            then cast(60 * {{ daylight }}.daylight_offset_hours as bigint)
        else 0
    end
{%- endmacro -%}
