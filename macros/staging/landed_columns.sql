{#-
    What every staging model carries beside its own columns: where the row was
    landed, and the row itself, so that a quarantined one can be shown whole.
    `source` names the CTE the columns are selected from.
-#}
{%- macro landed_columns(source='source') -%}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number,
    {{ row_to_json(source) }} as raw_record
{%- endmacro -%}
