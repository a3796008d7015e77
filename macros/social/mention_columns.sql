{#-
    The conformed shape of what the public writes about brands: what
    int_<source>_mentions_conformed gives, name and type. Text is as it came.
-#}
{%- macro mention_columns() -%}
    {{ return({
        'touchpoint_id': 'string',
        'parent_touchpoint_id': 'string',
        'platform': 'string',
        'post_type': 'string',
        'author': 'string',
        'full_text': 'string',
        'is_own_post': 'boolean',
        'spam_score': 'double',
        'reach': 'bigint',
        'view_count': 'bigint',
        'like_count': 'bigint',
        'reply_count': 'bigint',
        'repost_count': 'bigint',
    }) }}
{%- endmacro -%}
