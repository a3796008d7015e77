{#-
    The conformed shape of a support ticket: what int_<source>_support_tickets_conformed
    gives, name and type. The one place that lists it. Times of day are UTC; a source that
    measures no business hours leaves those out.
-#}
{%- macro support_ticket_columns() -%}
    {%- set columns = {
        'source_record_id': 'string',
        'source_person_id': 'string',
        'brand_id': 'string',
        'channel': 'string',
        'ticket_type': 'string',
        'ticket_status': 'string',
        'priority': 'string',
        'support_group': 'string',
        'opening_group': 'string',
        'assignee_id': 'string',
        'created_at': 'timestamp',
        'first_reply_at': 'timestamp',
        'first_resolved_at': 'timestamp',
        'last_resolved_at': 'timestamp',
        'ended_at': 'timestamp',
        'is_open': 'boolean',
        'is_merged': 'boolean',
        'is_closed_without_solved': 'boolean',
        'is_opened_by_agent': 'boolean',
        'reopen_count': 'integer',
        'agent_comment_count': 'integer',
        'public_agent_comment_count': 'integer',
        'requester_comment_count': 'integer',
        'assignee_count': 'integer',
        'group_count': 'integer',
        'handoff_count': 'integer',
    } -%}
    {%- for clock in ['requester_wait', 'agent_wait', 'on_hold', 'agent_work'] -%}
        {%- do columns.update({clock ~ '_minutes': 'double'}) -%}
    {%- endfor -%}
    {%- for clock in [
        'first_reply', 'first_resolution', 'full_resolution',
        'requester_wait', 'agent_wait', 'on_hold', 'agent_work',
    ] -%}
        {%- do columns.update({
            clock ~ '_business_minutes': 'double',
            clock ~ '_business_minutes_all_schedules': 'double',
        }) -%}
    {%- endfor -%}
    {%- for metric in ['first_reply', 'requester_wait', 'agent_work', 'total_resolution'] -%}
        {%- do columns.update({
            metric ~ '_target_minutes': 'double',
            'is_' ~ metric ~ '_target_in_business_hours': 'boolean',
            metric ~ '_sla_minutes': 'double',
        }) -%}
    {%- endfor -%}
    {%- do columns.update({
        'sla_outcome': 'string',
        'satisfaction_score': 'string',
        'is_good_to_bad': 'boolean',
        'is_bad_to_good': 'boolean',
        'csat_rating': 'double',
        'csat_scale': 'double',
        'satisfaction': 'double',
        'rated_at': 'timestamp',
        'measured_until': 'timestamp',
        'measured_load_id': 'bigint',
        'measured_rules': 'string',
    }) -%}
    {{ return(columns) }}
{%- endmacro -%}
