"""What the generator itself measures on tickets, by its own clocks, and tells the truth.

Everything is measured on what had arrived when the knowledge ends: a comment on its way, a row that
cannot be read and a comment that was deleted do not count, of a corrected row the version that was
there. Clocks that still run are read at the end of the knowledge.

- A ticket is **open** while its status is new, open, pending or hold. It **ended** when it last
  became solved, closed or deleted from one of these; what is still open ends with the knowledge.
- `first_solved_at`, `last_solved_at`: closed where it was never solved. A ticket that was reopened
  and is open keeps the last.
- Business seconds of a reply or resolution: by the schedule that held at that moment, from the
  creation on; and by every schedule the ticket held, each for as long as it held it.
- Targets: of the policy's version in force when it was applied, by the priority of then.
  `first_reply_time` runs until the first reply, for want of one until the ticket first is solved,
  closed or deleted; `requester_wait_time` (new, open, hold) and `agent_work_time` (new, open) while
  the status is one of these; `total_resolution_time` until the ticket ended. Where business hours
  count, by the schedule that held at the end of the clock. Breached is above the target.
- `assignee_count`, `group_count`: different ones. Comments count as long as they are not deleted.
- The backlog leaves out tickets that were deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling.draws import Codes, Seconds
from sampling.files import Rows
from sampling.ticket_clocks import Clocks
from sampling.ticket_records import (
    NEVER,
    SYNC,
    Field,
    Rating,
    Status,
    Tickets,
    Users,
    first_of,
    last_of,
    taken,
)
from sampling.world import DAY, World

METRICS = ["first_reply_time", "requester_wait_time", "agent_work_time", "total_resolution_time"]
FIRST_REPLY, REQUESTER_WAIT, AGENT_WORK, RESOLUTION = range(len(METRICS))


@dataclass(frozen=True)
class Promise:
    """One version of a service-level policy: minutes by metric, then by priority from low up."""

    policy: int
    version: int
    is_business: bool  # only hours of the schedule count
    targets: dict[int, tuple[int, int, int, int]]


PROMISES = [
    Promise(
        0,
        0,
        True,
        {
            FIRST_REPLY: (1440, 600, 300, 90),
            REQUESTER_WAIT: (4800, 2400, 1200, 480),
            RESOLUTION: (7200, 3600, 1800, 900),
        },
    ),
    Promise(
        0,
        1,
        True,
        {
            FIRST_REPLY: (1200, 480, 240, 60),
            REQUESTER_WAIT: (4200, 1800, 900, 360),
            RESOLUTION: (6000, 3000, 1500, 720),
        },
    ),
    Promise(
        1,
        0,
        False,
        {
            FIRST_REPLY: (2880, 1440, 960, 240),
            AGENT_WORK: (5760, 2880, 1920, 720),
            RESOLUTION: (20160, 10080, 7200, 2880),
        },
    ),
]


def promised_at(world: World, promise: Promise) -> int:
    """When a version of a policy came into force: long ago, or in the middle of the world."""
    middle = world.months_before(world.months // 2) + 10 * DAY + 7 * 3600
    return middle if promise.version else world.start_s - 100 * DAY


@dataclass
class Known:
    """All rows of a block's tickets with every version, in order of ticket and moment."""

    tickets: Tickets
    users: Users
    history: Rows
    comments: Rows
    held: Rows  # schedules
    applied: Rows  # policies
    csat: Rows


def measure(world: World, clocks: Clocks, known: Known) -> tuple[Rows, Rows]:
    """Columns of truth.tickets, one entry per ticket, -1 for null; and rows of ticket_targets."""
    tickets, size = known.tickets, len(known.tickets)
    changes = taken(known.history, known.history["field"] == Field.STATUS)
    spans = status_spans(changes, world.known_s)
    moments = _moments(world, changes, size)
    replies = _replies(known)
    rows = {
        "ticket_id": tickets.number,
        "created": tickets.created_at,
        "status": last_of(changes["ticket"], changes["value"], size),
        "is_merged": merge_known_at(tickets) < world.known_s,
        "is_opened_by_agent": tickets.submitter != tickets.user,
    }
    rows |= {name: moments[name] for name in ("first_solved", "last_solved", "reopen_count")}
    rows |= replies
    rows |= _waits(spans, size)
    rows |= _counts(known, size)
    rows |= _satisfaction(known, size)
    rows["is_deleted"] = rows["status"] == Status.DELETED
    rows["is_closed_without_solved"] = moments["is_closed_without_solved"]
    for name, end in (("first_reply", replies["first_reply"]), ("full", moments["last_solved"])):
        rows[f"{name}_business"], rows[f"{name}_business_all"] = _business(clocks, known, end)
    targets = _targets(world, clocks, known, rows, spans, moments)
    for name, metric in (("first_reply", FIRST_REPLY), ("resolution", RESOLUTION)):
        some = taken(targets, targets["metric"] == metric)
        minutes, elapsed = some["target_minutes"], some["elapsed_seconds"]
        rows[f"{name}_target"] = last_of(some["ticket"], minutes, size)
        rows[f"{name}_breached"] = last_of(some["ticket"], elapsed > 60 * minutes, size)
    return rows, targets


def status_spans(changes: Rows, until: int) -> Rows:
    """How long each status lasted: from its row to the ticket's next one, or until now."""
    ticket, start = changes["ticket"], changes["happened"]
    is_last = np.append(ticket[1:] != ticket[:-1], True)
    end = np.where(is_last, until, np.append(start[1:], 0))
    return {"ticket": ticket, "status": changes["value"], "start": start, "end": end}


def _moments(world: World, changes: Rows, size: int) -> Rows:
    """When tickets were solved and ended, by their changes of status; -1 for never."""
    ticket, status, at = changes["ticket"], changes["value"], changes["happened"]
    is_solved, is_closed = status == Status.SOLVED, status == Status.CLOSED
    solved_count = np.bincount(ticket[is_solved], minlength=size)
    closed_at = first_of(ticket[is_closed], at[is_closed], size)
    is_open = status <= Status.HOLD
    was_open = np.append(True, is_open[:-1]) & np.append(False, ticket[1:] == ticket[:-1])
    ends = ~is_open & was_open
    now_open = last_of(ticket, is_open.astype(np.int64), size) == 1
    ended = last_of(ticket[ends], at[ends], size)
    never = solved_count == 0
    return {
        "first_solved": np.where(
            never, closed_at, first_of(ticket[is_solved], at[is_solved], size)
        ),
        "last_solved": np.where(never, closed_at, last_of(ticket[is_solved], at[is_solved], size)),
        "reopen_count": np.maximum(solved_count - 1, 0),
        "is_closed_without_solved": never & (closed_at >= 0),
        "first_ended": first_of(ticket[ends], at[ends], size),
        "ended": np.where(now_open, world.known_s, ended),
    }


def _replies(known: Known) -> Rows:
    """First reply, and how often agents wrote."""
    size, comments = len(known.tickets), known.comments
    by_agent = taken(comments, known.users.is_agent[comments["user"]])
    public = taken(by_agent, by_agent["is_public"])
    ticket = public["ticket"]
    place = np.arange(len(ticket)) - np.searchsorted(ticket, ticket)
    counts = place == known.tickets.is_opened_publicly[ticket]
    return {
        "first_reply": last_of(ticket[counts], public["happened"][counts], size),
        "agent_comment_count": np.bincount(by_agent["ticket"], minlength=size),
        "public_agent_comment_count": np.bincount(ticket, minlength=size),
    }


def _waits(spans: Rows, size: int) -> Rows:
    """Seconds in the statuses of each clock."""
    clocks = {
        "requester_wait_seconds": (Status.NEW, Status.OPEN, Status.HOLD),
        "agent_wait_seconds": (Status.PENDING,),
        "on_hold_seconds": (Status.HOLD,),
        "agent_work_seconds": (Status.NEW, Status.OPEN),
    }
    seconds = spans["end"] - spans["start"]
    return {
        name: _sums(spans["ticket"], np.where(np.isin(spans["status"], statuses), seconds, 0), size)
        for name, statuses in clocks.items()
    }


def _sums(ticket: np.ndarray, seconds: np.ndarray, size: int) -> np.ndarray:
    # Sums of whole numbers far below 2 ** 53 are exact.
    return np.bincount(ticket, weights=seconds, minlength=size).astype(np.int64)


def _counts(known: Known, size: int) -> Rows:
    rows = {}
    for name, field in (("assignee_count", Field.ASSIGNEE), ("group_count", Field.GROUP)):
        some = taken(known.history, known.history["field"] == field)
        pairs = np.unique(some["ticket"] * NEVER + some["value"])
        rows[name] = np.bincount(pairs // NEVER, minlength=size)
    return rows


def _satisfaction(known: Known, size: int) -> Rows:
    """Ratings of both forms; -1 for none. Good to bad, and bad to good, at any time."""
    rated = taken(known.history, known.history["field"] == Field.SATISFACTION)
    ticket, score = rated["ticket"], rated["value"]
    follows = np.append(False, ticket[1:] == ticket[:-1])
    before = np.append(-1, score[:-1])
    rows = {"satisfaction": last_of(ticket, score, size)}
    for name, old, new in (
        ("is_good_to_bad", Rating.GOOD, Rating.BAD),
        ("is_bad_to_good", Rating.BAD, Rating.GOOD),
    ):
        changed = ticket[follows & (before == old) & (score == new)]
        rows[name] = np.bincount(changed, minlength=size) > 0
    csat = known.csat
    for name in ("rating", "scale"):
        rows[f"csat_{name}"] = last_of(csat["ticket"], csat[name], size)
    return rows


def merge_known_at(tickets: Tickets) -> Seconds:
    """When the connector has brought word of a merge; NEVER for most."""
    known_at = (tickets.merged_at // SYNC + 1) * SYNC + 900
    return np.where(tickets.merged_at < NEVER, known_at, NEVER)


def _schedule_at(known: Known, ticket: np.ndarray, moments: Seconds) -> Codes:
    """The schedules that tickets held at those moments."""
    held = known.held
    key = held["ticket"] * NEVER + held["happened"]
    return held["schedule"][np.searchsorted(key, ticket * NEVER + moments, side="right") - 1]


def _business(clocks: Clocks, known: Known, ends: Seconds) -> tuple[np.ndarray, np.ndarray]:
    """Business seconds from creation to `ends` in both conventions; -1 where there is no end."""
    size, created = len(known.tickets), known.tickets.created_at
    one, every = np.full(size, -1), np.full(size, -1)
    places = np.flatnonzero(ends >= 0)
    schedule = _schedule_at(known, places, ends[places])
    one[places] = clocks.count(schedule, ends[places]) - clocks.count(schedule, created[places])
    held = known.held
    is_last = np.append(held["ticket"][1:] != held["ticket"][:-1], True)
    until = np.where(is_last, NEVER, np.append(held["happened"][1:], 0))
    end = np.minimum(until, ends[held["ticket"]])
    some = np.flatnonzero(end > held["happened"])
    schedule, start, end = held["schedule"][some], held["happened"][some], end[some]
    seconds = clocks.count(schedule, end) - clocks.count(schedule, start)
    every[places] = _sums(held["ticket"][some], seconds, size)[places]
    return one, every


def _targets(
    world: World, clocks: Clocks, known: Known, rows: Rows, spans: Rows, moments: Rows
) -> Rows:
    """What was promised for tickets, and how long it took."""
    applied, tickets = known.applied, known.tickets
    ticket, at = applied["ticket"], applied["happened"]
    priority = _priority_at(known, ticket, at)
    reply, until = rows["first_reply"], world.known_s
    reply_end = np.where(reply >= 0, reply, moments["first_ended"])
    reply_end = np.where(reply_end >= 0, reply_end, until)
    ends = {
        FIRST_REPLY: reply_end,
        REQUESTER_WAIT: moments["ended"],
        AGENT_WORK: moments["ended"],
        RESOLUTION: moments["ended"],
    }
    waits = {
        REQUESTER_WAIT: (Status.NEW, Status.OPEN, Status.HOLD),
        AGENT_WORK: (Status.NEW, Status.OPEN),
    }
    calendar = {
        REQUESTER_WAIT: rows["requester_wait_seconds"],
        AGENT_WORK: rows["agent_work_seconds"],
    }
    parts = []
    for promise in PROMISES:
        later = [each for each in PROMISES if each.policy == promise.policy]
        replaced = [promised_at(world, each) for each in later if each.version > promise.version]
        mine = (applied["policy"] == promise.policy) & (at >= promised_at(world, promise))
        mine &= (at < min(replaced, default=NEVER)) & (priority >= 0)
        places = ticket[mine]
        for metric, minutes in promise.targets.items():
            end = ends[metric][places]
            if not promise.is_business:
                elapsed = calendar.get(metric, ends[metric] - tickets.created_at)[places]
            elif metric in waits:
                elapsed = _business_waits(clocks, known, spans, waits[metric], moments["ended"])
                elapsed = elapsed[places]
            else:
                schedule = _schedule_at(known, places, end)
                elapsed = clocks.count(schedule, end)
                elapsed = elapsed - clocks.count(schedule, tickets.created_at[places])
            parts.append(
                {
                    "ticket": places,
                    "ticket_id": tickets.number[places],
                    "metric": np.full(len(places), metric),
                    "target_minutes": np.array(minutes)[priority[mine]],
                    "is_business": np.full(len(places), promise.is_business),
                    "elapsed_seconds": elapsed,
                }
            )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _priority_at(known: Known, ticket: np.ndarray, at: Seconds) -> np.ndarray:
    """Priorities of tickets at those moments; -1 for none yet."""
    rows = taken(known.history, known.history["field"] == Field.PRIORITY)
    key = rows["ticket"] * NEVER + rows["happened"]
    place = np.searchsorted(key, ticket * NEVER + at, side="right") - 1
    is_own = (place >= 0) & (rows["ticket"][place] == ticket)
    return np.where(is_own, rows["value"][place], -1)


def _business_waits(
    clocks: Clocks, known: Known, spans: Rows, statuses: tuple[int, ...], ended: Seconds
) -> np.ndarray:
    """Business seconds in those statuses, by the schedule at the end; one entry per ticket."""
    some = taken(spans, np.isin(spans["status"], statuses))
    ticket = some["ticket"]
    schedule = _schedule_at(known, ticket, ended[ticket])
    seconds = clocks.count(schedule, some["end"]) - clocks.count(schedule, some["start"])
    return _sums(ticket, seconds, len(ended))
