{#-
    Text `x`, a date or time in one of the forms of `to_utc_timestamp`, as ISO text with a zone;
    what names none is given Z. Text in no such form comes out as something that is not ISO.

    Each rule takes what the rules before it left; a form that is not a rule's passes it unchanged.
-#}
{% macro rewrite_as_iso(x, date_order) -%}
    {%- set months = [
        'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'
    ] -%}
    {%- set month =
        '(' ~ months | join('|') ~ ')'
        ~ '(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?[.]?'
    -%}
    {%- set weekday = '^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?' -%}
    {%- set day = '([0-9]{1,2})' -%}
    {%- set rest = '(?:,? (?:at )?(.*))?$' -%}
    {%- if date_order == 'day_first' -%}
        {%- set day_and_month = '-\\2-\\1 ' -%}
    {%- else -%}
        {%- set day_and_month = '-\\1-\\2 ' -%}
    {%- endif -%}
    {%- set date_rules = [
        ('^([0-9]{4})([0-9]{2})([0-9]{2})(?:[t ]?([0-9]{2}):?([0-9]{2}):?([0-9]{2})(.*))?$',
            '\\1-\\2-\\3 \\4:\\5:\\6\\7'),
        ('^([0-9]{4})[-/.年] ?([0-9]{1,2})[-/.月] ?([0-9]{1,2})(?:(?:日 ?|[t ])(.*))?$',
            '\\1-\\2-\\3 \\4'),
        ('^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})' ~ rest, '\\3' ~ day_and_month ~ '\\4'),
        ('^([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-6][0-9])' ~ rest, '20\\3' ~ day_and_month ~ '\\4'),
        ('^([0-9]{1,2})[/.]([0-9]{1,2})[/.]([7-9][0-9])' ~ rest, '19\\3' ~ day_and_month ~ '\\4'),
        (weekday ~ day ~ '(?:st|nd|rd|th)?[ -](?:of )?' ~ month ~ ',?[ -]([0-9]{4})' ~ rest,
            '\\3-\\2-\\1 \\4'),
        (weekday ~ month ~ ' ' ~ day ~ '(?:st|nd|rd|th)?,? ([0-9]{4})' ~ rest, '\\3-\\1-\\2 \\4'),
    ] -%}
    {%- set time_rules = [
        (' (?:::| *)$', ' 00:00:00Z'),
        ('([0-9:]{4,8})[.,]([0-9]{1,6})[0-9]*', '\\1.\\2'),
        (' 上午 ?(.*)$', ' \\1 am'),
        (' 下午 ?(.*)$', ' \\1 pm'),
        (' 12:(.*[ap][.]?m)', ' 0:\\1'),
        (' ((?:0?[0-9]|1[01]):[0-9:.]+) ?a[.]?m[.]?$', ' \\1Z'),
        (' ((?:0?[0-9]|1[01]):[0-9:.]+) ?p[.]?m[.]?$', ' \\1-12:00'),
        (' ?(?:z|utc|gmt)$', 'Z'),
        (' ?([+-][0-9]{2})$', '\\1:00'),
        (' ?([+-][0-9]{2}):?([0-9]{2})$', '\\1:\\2'),
        ('( [0-9:.]+)$', '\\1Z'),
        (' ([0-9]{1,2}:[0-9]{2})([Z+-].*)$', ' \\1:00\\2'),
    ] -%}
    {%- set month_rules = [] -%}
    {%- for name in months -%}
        {%- do month_rules.append(('-' ~ name ~ '-', '-' ~ loop.index ~ '-')) -%}
    {%- endfor -%}
    {{ regexp_replace_each(
        'lower(' ~ clean_text(x) ~ ')', date_rules + month_rules + time_rules
    ) }}
{%- endmacro %}
