"""The contact centre: calls, e-mails, text messages, chats, web forms and visits to a store."""

from __future__ import annotations

from sampling.block import Block
from sampling.contact_mails import write_emails, write_forms, write_sms
from sampling.contact_talks import write_calls, write_chats, write_turns, write_visits
from sampling.crowd import gather


def write(block: Block) -> None:
    """Write all tables of the contact centre."""
    crowd = gather(block)
    calls = write_calls(block, crowd)
    chats = write_chats(block, crowd)
    write_turns(block, calls, chats)
    write_emails(block, crowd)
    write_sms(block, crowd)
    write_forms(block, crowd)
    write_visits(block, crowd)
