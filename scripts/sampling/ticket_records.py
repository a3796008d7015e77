"""What tickets consist of: code lists, and the columns that the parts of `tickets` hand on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sampling.draws import Codes, Seconds
from sampling.files import Rows
from sampling.ticket_clocks import ASIA, ESCALATIONS, EUROPE, NORTH_AMERICA

NEVER = np.int64(1) << 40
SYNC = 21_600  # seconds between two runs of the connector

STATUSES = ["new", "open", "pending", "hold", "solved", "closed", "deleted"]
PRIORITIES = ["low", "normal", "high", "urgent"]
CHANNELS = ["email", "web", "chat", "api", "voice"]
FIELDS = [
    "requester_id",
    "status",
    "priority",
    "group_id",
    "assignee_id",
    "360000500001",  # the custom field that names the product
    "satisfaction_score",
    "satisfaction_reason_code",
    "satisfaction_comment",
]
SATISFACTIONS = ["offered", "good", "bad"]
# Faults of single rows; -1 is none.
DIRT = [
    "late",
    "delivered_twice",
    "corrected",
    "deleted",
    "unparsable_date",
    "missing_id",
    "text_in_number",
]
# One group for each region, then the second line; each works by one schedule.
GROUPS = [
    "Support Europe",
    "Support North America",
    "Support Asia Pacific",
    "Support China",
    "Escalations",
]
SECOND_LINE = 4
GROUP_SCHEDULES = np.array([EUROPE, NORTH_AMERICA, ASIA, ASIA, ESCALATIONS])


class Status:
    """Places in STATUSES."""

    NEW, OPEN, PENDING, HOLD, SOLVED, CLOSED, DELETED = range(7)


class Channel:
    """Places in CHANNELS."""

    EMAIL, WEB, CHAT, API, VOICE = range(5)


class Field:
    """Places in FIELDS."""

    REQUESTER, STATUS, PRIORITY, GROUP, ASSIGNEE, PRODUCT = range(6)
    SATISFACTION, REASON, RATED_COMMENT = range(6, 9)


class Rating:
    """Places in SATISFACTIONS."""

    OFFERED, GOOD, BAD = range(3)


class Fault:
    """Places in DIRT."""

    LATE, TWICE, CORRECTED, REMOVED, UNPARSABLE, NO_ID, TEXT = range(7)


class Kind:
    """Who says what in a comment: the first one, a customer, an agent publicly, internally."""

    DESCRIPTION, FOLLOW_UP, REPLY, NOTE, MERGED_AWAY, MERGED_IN = range(6)


@dataclass
class Users:
    """One entry per Zendesk user of the block: customers, strangers, agents, the former agent."""

    number: np.ndarray  # the id
    person: np.ndarray  # -1 for strangers and agents
    name: np.ndarray
    email: np.ndarray
    phone: np.ndarray
    external_id: np.ndarray
    link_key: np.ndarray
    account: np.ndarray  # -1 for none
    is_chinese: np.ndarray
    created_at: Seconds
    agents: np.ndarray  # places of the agents; the first one is an admin
    former: int  # place of the agent who is none any more
    left_at: int  # when he became an end-user

    @property
    def is_agent(self) -> np.ndarray:
        """Whether the user is an agent, or was one when he worked on tickets."""
        mask = np.zeros(len(self.number), dtype=bool)
        mask[self.agents] = mask[self.former] = True
        return mask


@dataclass
class Tickets:
    """One entry per ticket."""

    number: np.ndarray  # the id, rising with created_at
    created_at: Seconds
    person: np.ndarray  # -1 for strangers
    user: np.ndarray  # place of the requester
    submitter: np.ndarray  # place of the user who opened it
    is_opened_publicly: np.ndarray  # by an agent, with a public comment
    region: Codes
    is_chinese: np.ndarray
    theme: Codes
    product: Codes
    channel: Codes
    is_outage: np.ndarray
    policy: Codes  # service levels; -1 for none
    merged_into: np.ndarray  # place of the ticket that survived; -1
    merged_at: Seconds  # NEVER for most
    first_solved_at: Seconds  # NEVER if it does not come to that
    last_solved_at: Seconds

    def __len__(self) -> int:
        """How many there are."""
        return len(self.number)


@dataclass
class Log:
    """Gathers rows that are drawn a few at a time."""

    parts: list[Rows] = field(default_factory=list)

    def add(self, ticket: np.ndarray, **columns: np.ndarray | int) -> None:
        """Add one row per ticket; numbers hold for all of them."""
        size = len(ticket)
        row = {name: np.broadcast_to(column, size) for name, column in columns.items()}
        self.parts.append({"ticket": ticket} | row)

    def before(self, horizon: int) -> Rows:
        """All rows that happen before the horizon, by ticket and moment, then as they came."""
        rows = {name: np.concatenate([part[name] for part in self.parts]) for name in self.parts[0]}
        rows = taken(rows, rows["happened"] < horizon)
        return taken(rows, np.lexsort((rows["happened"], rows["ticket"])))


def taken(rows: Rows, places: np.ndarray) -> Rows:
    """The rows at some places, or where a mask is true."""
    if places.dtype == bool:
        places = np.flatnonzero(places)  # once for all columns
    return {name: column[places] for name, column in rows.items()}


def is_known(rows: Rows, until: int) -> np.ndarray:
    """Which versions of rows hold for who knows what arrived before `until`.

    A version holds from its arrival until it is replaced; one that cannot be read never does.
    """
    return (rows["arrived"] < until) & (rows["replaced_at"] >= until) & rows["is_readable"]


def last_of(ticket: np.ndarray, values: np.ndarray, size: int, default: int = -1) -> np.ndarray:
    """The last value of each of `size` tickets, among rows in order."""
    result = np.full(size, default, dtype=np.int64)
    result[ticket] = values
    return result


def first_of(ticket: np.ndarray, values: np.ndarray, size: int, default: int = -1) -> np.ndarray:
    """The first value of each of `size` tickets, among rows in order."""
    return last_of(ticket[::-1], values[::-1], size, default)
