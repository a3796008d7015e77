{#-
    A whole number from 0 to below `buckets`, the same for the same text on both engines and
    in every build: what stands where chance would not come out the same twice.
-#}
{% macro hash_bucket(x, buckets) -%}
    {{ adapter.dispatch('hash_bucket')(x, buckets) }}
{%- endmacro %}

{% macro default__hash_bucket(x, buckets) -%}
    cast('0x' || substr(md5({{ x }}), 1, 8) as bigint) % {{ buckets }}
{%- endmacro %}

{% macro spark__hash_bucket(x, buckets) -%}
    cast(conv(substr(md5({{ x }}), 1, 8), 16, 10) as bigint) % {{ buckets }}
{%- endmacro %}
