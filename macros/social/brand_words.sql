{#-
    Text `x` as the words that names of brands are looked for in, lower case, a space around
    each: ` @acmehq is late `. Texts and aliases go through it alike, so a name matches whole
    words alone.

    A word is a run of letters and digits of a spaced script; a Han, kana or hangul character,
    since those scripts do not part words; the same with `@` before it, where a handle begins,
    or `#`, where a hashtag does; or letters with `u/`, a handle on Reddit. Addresses of e-mail
    and of the web are one word each: what they contain names nobody. Any other sign is a word
    of its own, and the blank after a Han character stays, so that no name is found across them.
-#}
{%- macro brand_words(x) -%}
    {%- set unspaced -%}
        \x{3040}-\x{30FF}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{AC00}-\x{D7AF}\x{F900}-\x{FAFF}
    {%- endset -%}
    {%- set letter = '(?:[^\\P{L}' ~ unspaced ~ ']|[\\p{M}\\p{N}_])' -%}
    {%- set address = 'https?://[!-~]+|[a-z0-9._%+-]+@[a-z0-9-]+[.][a-z0-9.-]+' -%}
    {%- set pattern =
        address ~ '|(?:[@#]|u/)' ~ letter ~ '+|[@#]?[' ~ unspaced ~ '] ?|' ~ letter ~ '+|[^ ]'
    -%}
    ' ' || {{ matches_joined('lower(' ~ x ~ ')', pattern) }} || ' '
{%- endmacro -%}
