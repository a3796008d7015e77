{#-
    Student's t at the confidence of confidence_z, by Cornish and Fisher's expansion from the
    normal: to 0.0002 from nine degrees of freedom.
-#}
{%- macro student_quantile(degrees) -%}
{%- set z = var('confidence_z') -%}
{{ polynomial([
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (z ** 3 + z) / 4,
    z,
], '(1.0 / (' ~ degrees ~ '))') }}
{%- endmacro -%}
