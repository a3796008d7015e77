{#-
    The conformed shape of an invitation to a survey: what
    int_<source>_survey_invitations_conformed gives, name and type. Moments are null until
    it comes to that; channel is the source's word, as in seeds/channel_aliases.csv.
-#}
{%- macro survey_invitation_columns() -%}
    {{ return({
        'invitation_id': 'string',
        'survey_id': 'string',
        'channel': 'string',
        'source_person_id': 'string',
        'sent_at': 'timestamp',
        'is_bounced': 'boolean',
        'opened_at': 'timestamp',
        'started_at': 'timestamp',
        'completed_at': 'timestamp',
        'response_id': 'string',
    }) }}
{%- endmacro -%}
