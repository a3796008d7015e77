{#-
    The newest version of every change that measures rest on, in few columns: to judge two
    million rows again takes longer than all measures.
-#}
{{ config(
    materialized=incremental_or_table(),
    unique_key=['ticket_id', 'field_name', 'changed_at']
) }}

{{ newest_versions(
    ref('base_zendesk__ticket_field_changes'),
    key=['ticket_id', 'field_name', 'changed_at'],
    columns=['field_value'],
    where="field_name in (
            'status', 'priority', 'assignee_id', 'group_id', 'satisfaction_score'
        )"
) }}
