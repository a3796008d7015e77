{#-
    Key of a person as a source knows him, `<source>:<entity>:<native id>`. `source` is a
    name, or `<relation>.<column>` that holds it. `masked` is int_person_ids_masked, joined
    on the native id: an address is a number there.
-#}
{%- macro source_person_id(source, entity, native_id, masked='masked') -%}
    {%- set source = source ~ " || '" if '.' in source else "'" ~ source %}
    {{ source }}:{{ entity }}:' || coalesce(
        'masked-' || cast({{ masked }}.person_number as string),
        {{ native_id }}
    )
{%- endmacro -%}
