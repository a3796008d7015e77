-- clean_text

with

cases as (

    select * from (
        values
        ('plain', 'plain'),
        (' both ends ', 'both ends'),
        ('two  blanks', 'two blanks'),
        ('{{ "tab\tand\r\nline" }}', 'tab and line'),
        ('{{ "\ufeffbyte-order mark" }}', 'byte-order mark'),
        ('{{ "zero\u200bwidth\u2060" }}', 'zerowidth'),
        ('{{ "control\u0001 \u009fcharacters" }}', 'control characters'),
        ('{{ "soft\u00adhyphen" }}', 'softhyphen'),
        ('{{ "\u00a0no-break\u202f\u00a0spaces" }}', 'no-break spaces'),
        ('{{ "\u3000服务\u3000很好\u3000" }}', '服务 很好'),
        ('{{ "\u200b\u00a0 \u2009" }}', null),
        ('', null),
        (null, null)
    ) as cases (landed, expected)

)

select *
from cases
where {{ clean_text('landed') }} is distinct from expected
