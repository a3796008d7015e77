{#-
    The newest version of every comment, without its text. One that was deleted stays, so
    that no older version takes its place. Who wrote an internal comment once, whatever
    became of it, is an agent.
-#}
{{ config(materialized=incremental_or_table(), unique_key='comment_id') }}

{{ newest_versions(
    ref('base_zendesk__ticket_comments'),
    key=['comment_id'],
    columns=[
        'ticket_id', 'user_id', 'is_public', 'was_internal', 'created_at', 'is_deleted',
    ],
    made_of={
        'was_internal': 'coalesce(not is_public, false)',
        'is_deleted': 'coalesce(is_deleted, false)',
    },
    ever=['was_internal'],
    event_at='created_at'
) }}
