{#-
    The conformed shape of a review: what stg_<source>__reviews gives, name and type. The
    one place that lists it.

    author_id         the platform's own id of the author
    author_handle     else the name he shows, which is masked
    rating_scale_max  null where nobody can say how far the scale goes: the rating then
                      means nothing
    brand_id          empty for the default brand; one that seeds/brands.csv does not name
                      is no brand
-#}
{%- macro review_columns() -%}
    {{ return({
        'platform': 'string',
        'review_id': 'string',
        'listing_id': 'string',
        'brand_id': 'string',
        'product_id': 'string',
        'author_id': 'string',
        'author_handle': 'string',
        'rating': 'double',
        'rating_scale_min': 'double',
        'rating_scale_max': 'double',
        'is_recommended': 'boolean',
        'title': 'string',
        'body': 'string',
        'product_version': 'string',
        'submitted_at': 'timestamp',
        'language': 'string',
        'country': 'string',
        'is_verified_purchase': 'boolean',
        'helpful_count': 'bigint',
        'reply_body': 'string',
        'replied_at': 'timestamp',
        'url': 'string',
    }) }}
{%- endmacro -%}
