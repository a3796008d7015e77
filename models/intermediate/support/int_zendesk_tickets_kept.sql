{#-
    The newest version of every ticket, without its texts. One that was deleted stays, so
    that no older version takes its place, and that the fact comes to know.
-#}
{{ config(materialized=incremental_or_table(), unique_key='ticket_id') }}

{{ newest_versions(
    ref('base_zendesk__tickets'),
    key=['ticket_id'],
    columns=[
        'ticket_status', 'priority', 'ticket_type', 'via_channel', 'requester_id',
        'submitter_id', 'assignee_id', 'group_id', 'merged_ticket_ids', 'created_at',
        'is_deleted', '_loaded_at', '_source_file',
    ],
    version_at='updated_at',
    event_at='created_at'
) }}
