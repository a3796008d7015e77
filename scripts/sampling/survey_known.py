"""What the survey tools know: the people asked, who answers, how far invitations came."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sampling.block import Block, named
from sampling.draws import Seconds
from sampling.files import Rows
from sampling.people import Appearance, appear, numbered
from sampling.survey_dirt import BOT, INCOMPLETE, MISSING_ID
from sampling.survey_plan import (
    EMPLOYEE,
    EXIT,
    RELATIONSHIP,
    TENURE_DAYS,
    TENURES,
    Drawn,
    Invitations,
    Outcomes,
    Responses,
)
from sampling.world import DAY, DEPARTMENTS, PRODUCTS, ROLES

# Shares of the contacts of each tool that carry a CRM id, an e-mail, a phone.
CONTACTS = {"qualtrics": (0.8, 1.0, 0.3), "surveys": (0.7, 0.9, 0.4)}
# What becomes of an invitation that is not answered: bounced, unopened, opened, begun.
FATES = (0.03, 0.56, 0.35, 0.06)
BOUNCED, UNOPENED, OPENED, BEGUN = range(len(FATES))
LEAST_HUMAN = 55  # hundredths of the bot detector's score; of a bot it is below 45


def contacts(block: Block) -> dict[str, Appearance]:
    """How each tool knows the people: one entry per person, the same in all of its records."""
    found = {}
    for source, shares in CONTACTS.items():
        draws = block.draws(f"surveys.contacts.{source}")
        place = np.arange(len(block.people))
        contact = appear(draws, block.people, place, *shares)
        # Who shares a mailbox, or has left no address, is known by his CRM id.
        needs_id = ~block.people.has_own_email | (contact.email == "")
        customer_id = numbered("C", block.people.number)
        contact.customer_id = np.where(needs_id, customer_id, contact.customer_id)
        contact.link_key = np.where(needs_id, "crm:" + customer_id, contact.link_key)
        contact.rule = np.where(needs_id, 1, contact.rule)
        found[source] = contact
    return found


def segments(block: Block, responses: Responses) -> Rows:
    """What each response tells of who answered; None for what its survey does not know."""
    person, is_named = responses.person, responses.is_named
    account = block.people.account[person]
    in_qualtrics = responses.survey == RELATIONSHIP
    known = np.where(is_named, person, -1)
    given = block.as_of(known, responses.submitted_at)
    given["lifecycle_stage"] = np.where(in_qualtrics, given["lifecycle_stage"], None)
    owner = np.where(is_named & in_qualtrics, block.accounts.owner[account], -1)
    since = np.where(
        person >= 0,
        block.accounts.customer_since[account],
        block.employees.hired_at[responses.employee],
    )
    days = (responses.submitted_at - since) // DAY
    tenure = np.searchsorted(TENURE_DAYS, days, side="right")
    tells = (is_named & in_qualtrics) | (responses.survey == EMPLOYEE)
    department = np.where(
        responses.employee >= 0, block.employees.department[responses.employee], -1
    )
    product = np.where(is_named | (responses.survey == EXIT), responses.product, -1)
    return given | {
        "account_id": _ids("A", block.accounts.number, np.where(is_named, account, -1)),
        "product_id": named(PRODUCTS, product),
        "respondent_role": named(ROLES, np.where(is_named, block.people.role[person], -1)),
        "tenure_band": named(TENURES, np.where(tells, tenure, -1)),
        "sales_owner": _ids("E", block.employees.number, owner),
        "department_id": named(DEPARTMENTS, department),
    }


def _ids(letter: str, numbers: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.append(numbered(letter, numbers), None)[places]


def outcomes(block: Block, asked: Invitations, responses: Responses) -> Outcomes:
    """What became of the invitations: those that were answered come first in `responses`."""
    draws, size = block.draws("surveys.outcomes"), len(asked.person)
    answered = asked.is_answered
    response = np.where(answered, np.cumsum(answered) - 1, -1)
    fate = np.where(answered, BEGUN, draws.choose(FATES, size))
    share = draws.uniform(size)
    opened_at = asked.sent_at + ((asked.started_at - asked.sent_at) * share).astype(np.int64)
    completes = answered & (responses.dirt[response] != INCOMPLETE)
    started_arrived = np.where(answered, responses.arrived[response], asked.started_at + 900)
    return Outcomes(
        response=response,
        bounced_at=np.where(fate == BOUNCED, asked.sent_at + 40, -1),
        opened_at=np.where(fate >= OPENED, opened_at, -1),
        started_at=np.where(fate == BEGUN, asked.started_at, -1),
        completed_at=np.where(completes, responses.submitted_at[response], -1),
        opened_arrived=opened_at + 300,
        started_arrived=started_arrived,
    )


def bot_scores(block: Block, responses: Responses) -> np.ndarray:
    """How human the bot detector finds who answers, in hundredths."""
    draws, size = block.draws("surveys.bot_scores"), len(responses)
    human = LEAST_HUMAN + draws.integers(0, 45, size)
    return np.where(responses.dirt == BOT, draws.integers(0, 45, size), human)


class _Version(NamedTuple):
    """Places of records and what is known of them from a moment on."""

    places: np.ndarray
    level: int  # 0 sent, 1 opened, 2 begun or completed
    arrived: Seconds


def _versions(chosen: np.ndarray, asked: Invitations, ends: Outcomes) -> list[_Version]:
    """The rows of an invitation as it goes on: sent, then opened, then answered."""
    opened = chosen & (ends.opened_at >= 0)
    begun = chosen & (ends.started_at >= 0)
    return [
        _Version(np.flatnonzero(chosen), 0, asked.sent_at[chosen] + 60),
        _Version(np.flatnonzero(opened), 1, ends.opened_arrived[opened]),
        _Version(np.flatnonzero(begun), 2, ends.started_arrived[begun]),
    ]


def progress(drawn: Drawn, mine: np.ndarray) -> Rows:
    """Columns of some invitations in each of their versions, their places, and `arrived`."""
    asked, responses, ends = drawn.asked, drawn.responses, drawn.ends
    versions = _versions(mine, asked, ends)
    places = np.concatenate([version.places for version in versions])
    level = np.concatenate([np.full(len(each.places), each.level) for each in versions])
    response = ends.response[places]
    lost = responses.dirt[response] == MISSING_ID
    is_answer = (level == 2) & (response >= 0)
    return {
        "places": places,
        "level": level,
        "number": asked.number[places],
        "survey": asked.survey[places],
        "channel": asked.channel[places],
        "sent_at": asked.sent_at[places],
        "bounced_at": ends.bounced_at[places],
        "opened_at": np.where(level >= 1, ends.opened_at[places], -1),
        "started_at": np.where(level == 2, ends.started_at[places], -1),
        "completed_at": np.where(level == 2, ends.completed_at[places], -1),
        "response": np.where(is_answer & ~lost, responses.number[response], -1),
        "arrived": np.concatenate([version.arrived for version in versions]),
    }
