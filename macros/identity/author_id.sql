{#-
    Native id of an author on a platform: the platform's own, else his handle, marked by an
    at sign, which is masked.
-#}
{%- macro author_id() -%}
    platform || ':' || coalesce(author_id, {{ regexp_replace_all(
        "'@' || author_handle", '^@+', '@'
    ) }})
{%- endmacro -%}
