{#-
    Every contact of the contact centre in one shape, with the addresses it came with:
    who that is, is said once, for persons and touchpoints alike.
-#}
{{ rows_unioned(
    [
        ref('int_contact_center_talks_unioned'),
        ref('int_contact_center_messages_unioned'),
    ],
    ['touchpoint_type'] + contact_columns() | list
) }}
