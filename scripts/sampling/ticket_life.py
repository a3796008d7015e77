"""What happens to tickets from opening to closing: all of them at once, one exchange at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.draws import Codes, Seconds
from sampling.ticket_clocks import HOUR, Clocks
from sampling.ticket_records import (
    GROUP_SCHEDULES,
    GROUPS,
    NEVER,
    SECOND_LINE,
    Field,
    Kind,
    Log,
    Status,
    Tickets,
    Users,
)
from sampling.world import DAY

# Seconds at work that it takes an agent to act, by priority: medians.
HANDLING = np.array([10.0, 3.5, 1.8, 0.4]) * HOUR
OUTAGE_SLOWNESS = 5.0
MAX_CYCLES = 6  # of an agent acting and a customer answering: three questions, two reopenings
FATES = [0.924, 0.015, 0.006, 0.035, 0.01, 0.01]


class Fate:
    """What tickets are to come to; each word a place in FATES."""

    USUAL, STUCK, YEARLONG, UNANSWERED, NEVER_SOLVED, THROWN_AWAY = range(6)


@dataclass
class _State:
    """Where each ticket stands while its life is drawn."""

    now: Seconds
    group: Codes
    assignee: np.ndarray  # place of the user; -1
    priority: np.ndarray
    fate: Codes
    exchanges: np.ndarray  # questions still to be asked
    reopenings: np.ndarray  # still to come
    is_alive: np.ndarray


class Life:
    """Draws what happens to tickets: all of them at once, one exchange after the other."""

    def __init__(self, block: Block, clocks: Clocks, tickets: Tickets, users: Users) -> None:
        """Begin: the rows that a ticket has from the start."""
        self.world, self.draws = block.world, block.draws("tickets.life")
        self.clocks, self.tickets, self.users = clocks, tickets, users
        self.history, self.comments, self.held, self.applied = Log(), Log(), Log(), Log()
        size, draws = len(tickets), self.draws
        fate = np.where(tickets.is_outage, Fate.USUAL, draws.choose(FATES, size))
        usual = draws.choose([0.42, 0.36, 0.15, 0.07], size)
        exchanges = np.where(tickets.is_outage, draws.choose([0.6, 0.3, 0.1], size), usual)
        exchanges[fate == Fate.YEARLONG] = 1
        exchanges[
            (fate == Fate.UNANSWERED) | (fate == Fate.NEVER_SOLVED) | (fate == Fate.THROWN_AWAY)
        ] = 0
        priority = np.where(
            tickets.is_outage,
            draws.choose([0, 1, 3, 2], size),
            draws.choose([0.2, 0.5, 0.22, 0.08], size),
        )
        priority[draws.chance(0.1, size) & (tickets.submitter == tickets.user)] = -1  # not yet
        self.state = _State(
            now=tickets.created_at.copy(),
            group=tickets.region.astype(np.int64),
            assignee=np.full(size, -1),
            priority=priority,
            fate=fate,
            exchanges=exchanges,
            reopenings=draws.choose([0.88, 0.09, 0.03], size),
            is_alive=np.ones(size, dtype=bool),
        )
        self._choices = _agents_of_groups(users.agents)
        self._open()

    def _open(self) -> None:
        tickets, state = self.tickets, self.state
        places = np.arange(len(tickets))
        by_agent = tickets.submitter != tickets.user
        status = np.where(by_agent, Status.OPEN, Status.NEW)
        # A copy: the group that a ticket is handed to later is another row.
        self.open(places, status, state.group.copy(), state.priority)
        state.assignee[by_agent] = tickets.submitter[by_agent]
        self._set(
            places[by_agent], Field.ASSIGNEE, tickets.created_at[by_agent], state.assignee[by_agent]
        )

    def open(
        self, places: np.ndarray, status: Codes, group: np.ndarray, priority: np.ndarray
    ) -> None:
        """Write what a ticket has from its first second."""
        tickets = self.tickets
        at, by = tickets.created_at[places], tickets.submitter[places]
        values = {
            Field.REQUESTER: tickets.user[places],
            Field.STATUS: status,
            Field.GROUP: group,
            Field.PRODUCT: tickets.product[places].astype(np.int64),
        }
        for field, value in values.items():
            self.history.add(places, field=field, happened=at, value=value, user=by)
        has = priority >= 0
        self.history.add(
            places[has], field=Field.PRIORITY, happened=at[has], value=priority[has], user=by[has]
        )
        self._apply(places[has], at[has])
        self.held.add(places, happened=at, schedule=GROUP_SCHEDULES[group])
        is_own = tickets.submitter[places] == tickets.user[places]
        self.comments.add(
            places,
            happened=at,
            user=by,
            is_public=is_own | tickets.is_opened_publicly[places],
            kind=Kind.DESCRIPTION,
            about=-1,
        )

    def run(self) -> None:
        """Draw all exchanges until nothing is left to happen."""
        for cycle in range(MAX_CYCLES):
            places = np.flatnonzero(self.state.is_alive)
            at = self._act_at(places, cycle)
            asks = self.state.exchanges[places] > 0
            holds = asks & self.draws.chance(0.2, len(places))
            holds |= asks & (self.state.fate[places] == Fate.YEARLONG)
            replies = asks & ~holds
            self._ask(places[replies], at[replies])
            self._hold(places[holds], at[holds])
            self._finish(places[~asks], at[~asks])

    def _set(self, places: np.ndarray, field: int, at: Seconds, value: np.ndarray | int) -> None:
        """Write a change by the agent in charge."""
        by = self.state.assignee[places]
        self.history.add(places, field=field, happened=at, value=value, user=by)

    def _set_by_rule(
        self, places: np.ndarray, field: int, at: Seconds, value: np.ndarray | int
    ) -> None:
        """Write a change that no person makes."""
        self.history.add(places, field=field, happened=at, value=value, user=-1)

    def _say(self, places: np.ndarray, kind: int, at: Seconds, user: np.ndarray) -> None:
        is_public = kind in (Kind.REPLY, Kind.FOLLOW_UP)
        self.comments.add(places, happened=at, user=user, is_public=is_public, kind=kind, about=-1)

    def _apply(self, places: np.ndarray, at: Seconds) -> None:
        """Apply the service levels that were promised, if any."""
        policy = self.tickets.policy[places]
        has = policy >= 0
        self.applied.add(places[has], happened=at[has], policy=policy[has])

    def agent(self, group: np.ndarray, at: Seconds) -> np.ndarray:
        """Agents of groups who are there at those moments."""
        choices, counts = self._choices
        drawn = (self.draws.uniform(len(group)) * counts[group]).astype(np.int64)
        former = self.draws.chance(0.12, len(group)) & (at < self.users.left_at)
        return np.where(former, self.users.former, choices[group, drawn])

    def _assign(self, places: np.ndarray, at: Seconds) -> None:
        """Give tickets to agents of their groups; those who have them already keep them."""
        agent = self.agent(self.state.group[places], at)
        changed = agent != self.state.assignee[places]
        self.state.assignee[places] = agent
        self._set(places[changed], Field.ASSIGNEE, at[changed], agent[changed])

    def _later(self, places: np.ndarray, start: Seconds) -> Seconds:
        """When an agent acts who may from `start` on: in working hours, rarely around them."""
        state, draws, size = self.state, self.draws, len(places)
        median = HANDLING[np.maximum(state.priority[places], 0)]
        median = median * np.where(self.tickets.is_outage[places], OUTAGE_SLOWNESS, 1.0)
        delay = draws.lognormal(median, 0.9, size).astype(np.int64)
        at = self.clocks.after(GROUP_SCHEDULES[state.group[places]], start, delay)
        at = np.where(draws.chance(0.06, size), start + delay, at)
        return np.maximum(at, start + 600 + draws.integers(0, 300, size))

    def _act_at(self, places: np.ndarray, cycle: int) -> Seconds:
        """When an agent acts: after picking tickets up and handing some to other groups."""
        state, draws, size = self.state, self.draws, len(places)
        now = state.now[places]
        at = self._later(places, now)
        if cycle == 0:
            self._pick_up(places, now, at)
        moved = draws.chance(0.08 if cycle == 0 else 0.03, size) & (state.assignee[places] >= 0)
        moved_at = now + ((at - now) * (0.5 + 0.4 * draws.uniform(size))).astype(np.int64)
        if moved.any():
            at[moved] = self._hand_over(places[moved], moved_at[moved])
        # Who has none yet is taken now; who has one that left gets another.
        lost = state.assignee[places] == self.users.former
        lost = (state.assignee[places] < 0) | (lost & (at >= self.users.left_at))
        self._assign(places[lost], at[lost])
        unset = state.priority[places] < 0
        self._set_priority(places[unset], at[unset])
        return at

    def _pick_up(self, places: np.ndarray, now: Seconds, at: Seconds) -> None:
        """Most tickets are opened and assigned before the agent acts."""
        draws, size = self.draws, len(places)
        picks = draws.chance(0.85, size) & (self.state.assignee[places] < 0)
        wait = (at - now - 300) * draws.uniform(size) * 0.4
        picked_at = (now + 60 + wait.astype(np.int64))[picks]
        noted = draws.chance(0.55, size)[picks]
        places = places[picks]
        self._assign(places, picked_at)
        self._set(places, Field.STATUS, picked_at, Status.OPEN)
        self._say(places[noted], Kind.NOTE, picked_at[noted], self.state.assignee[places[noted]])
        unset = self.state.priority[places] < 0
        self._set_priority(places[unset], picked_at[unset])

    def _set_priority(self, places: np.ndarray, at: Seconds) -> None:
        priority = self.draws.choose([0.2, 0.5, 0.22, 0.08], len(places))
        self.state.priority[places] = priority
        self._set(places, Field.PRIORITY, at, priority.astype(np.int64))
        self._apply(places, at)

    def _hand_over(self, places: np.ndarray, moved_at: Seconds) -> Seconds:
        """Give tickets to the second line, or to another region; gives when that one acts."""
        state = self.state
        old = state.group[places]
        other = np.where(old == SECOND_LINE, self.tickets.region[places], (old + 1) % SECOND_LINE)
        up = self.draws.chance(0.7, len(places)) & (old != SECOND_LINE)
        new = np.where(up, SECOND_LINE, other)
        state.group[places] = new
        self._set(places, Field.GROUP, moved_at, new)
        self._assign(places, moved_at)
        moves = GROUP_SCHEDULES[old] != GROUP_SCHEDULES[new]
        self.held.add(places[moves], happened=moved_at[moves], schedule=GROUP_SCHEDULES[new[moves]])
        return self._later(places, moved_at)

    def _ask(self, places: np.ndarray, at: Seconds) -> None:
        """Reply publicly and wait for the customer, who answers or stays silent."""
        state, draws, size = self.state, self.draws, len(places)
        state.exchanges[places] -= 1
        self._say(places, Kind.REPLY, at, state.assignee[places])
        self._set(places, Field.STATUS, at, Status.PENDING)
        stuck = (state.fate[places] == Fate.STUCK) & draws.chance(0.5, size)
        state.is_alive[places[stuck]] = False
        silent = draws.chance(0.2, size) & ~stuck & (state.fate[places] != Fate.STUCK)
        solved_at = at + draws.integers(3 * DAY, 5 * DAY, size)
        delay = np.minimum(draws.lognormal(6.0 * HOUR, 1.2, size), 12 * DAY).astype(np.int64)
        answered_at = at + 300 + delay
        answers = ~stuck & ~silent
        raised = draws.chance(0.15, size) & (state.priority[places] < 3) & answers
        changes = draws.chance(0.06, size) & answers
        self._solved(places[silent], solved_at[silent], np.full(np.sum(silent), -1))
        self._answered(places[answers], answered_at[answers])
        state.priority[places[raised]] += 1
        places_raised, at_raised = places[raised], answered_at[raised]
        self._set_by_rule(places_raised, Field.PRIORITY, at_raised, state.priority[places_raised])
        self._assign(places[changes], answered_at[changes] + 60)

    def _answered(self, places: np.ndarray, at: Seconds) -> None:
        """The customer writes, and the ticket is open again."""
        user = self.tickets.user[places]
        self._say(places, Kind.FOLLOW_UP, at, user)
        self.history.add(places, field=Field.STATUS, happened=at, value=Status.OPEN, user=user)
        self.state.now[places] = at

    def _hold(self, places: np.ndarray, at: Seconds) -> None:
        """Wait for somebody else, a few days or a year."""
        state, draws, size = self.state, self.draws, len(places)
        self._say(places, Kind.NOTE, at, state.assignee[places])
        self._set(places, Field.STATUS, at, Status.HOLD)
        stuck = (state.fate[places] == Fate.STUCK) & draws.chance(0.5, size)
        state.is_alive[places[stuck]] = False
        delay = draws.exponential(16.0 * HOUR, size)
        until = self.clocks.after(GROUP_SCHEDULES[state.group[places]], at, delay + 900)
        year = at + draws.integers(370 * DAY, 450 * DAY, size)
        until = np.where(state.fate[places] == Fate.YEARLONG, year, until)[~stuck]
        places = places[~stuck]
        self._set_by_rule(places, Field.STATUS, until, Status.OPEN)
        state.now[places] = until
        state.exchanges[places] -= 1

    def _finish(self, places: np.ndarray, at: Seconds) -> None:
        """Solve tickets, as a rule with a public reply; some end otherwise."""
        state, draws, size = self.state, self.draws, len(places)
        at = self._after_outage(places, at)
        fate = state.fate[places]
        for which, status in (
            (Fate.NEVER_SOLVED, Status.CLOSED),
            (Fate.THROWN_AWAY, Status.DELETED),
        ):
            self._set(places[fate == which], Field.STATUS, at[fate == which], status)
        ended = (fate == Fate.STUCK) | (fate == Fate.NEVER_SOLVED) | (fate == Fate.THROWN_AWAY)
        state.is_alive[places[ended]] = False
        noted = draws.chance(0.4, size) & ~ended
        replies = draws.chance(0.96, size) & ~ended & (fate != Fate.UNANSWERED)
        noted &= ~replies
        self._say(places[replies], Kind.REPLY, at[replies], state.assignee[places[replies]])
        self._say(places[noted], Kind.NOTE, at[noted], state.assignee[places[noted]])
        solved = places[~ended]
        self._solved(solved, at[~ended], state.assignee[solved])

    def _after_outage(self, places: np.ndarray, at: Seconds) -> Seconds:
        """Most tickets of the outage are solved in the weeks that follow its month."""
        draws, size = self.draws, len(places)
        touched = self.tickets.is_outage[places] & draws.chance(0.94, size)
        touched &= self.tickets.first_solved_at[places] == NEVER
        month = self.world.months_before(stories.OUTAGE_MONTH - 1)
        start = draws.within(month, month + 18 * DAY, size)
        schedule = GROUP_SCHEDULES[self.state.group[places]]
        opens = self.clocks.after(schedule, start, draws.integers(60, HOUR, size))
        return np.where(touched, np.maximum(at, opens), at)

    def _solved(self, places: np.ndarray, at: Seconds, user: np.ndarray) -> None:
        """Solved; the customer reopens it, or it closes four days later."""
        state, tickets, draws = self.state, self.tickets, self.draws
        self.history.add(places, field=Field.STATUS, happened=at, value=Status.SOLVED, user=user)
        in_time = at < self.world.horizon_s
        some, when = places[in_time], at[in_time]
        tickets.first_solved_at[some] = np.minimum(tickets.first_solved_at[some], when)
        tickets.last_solved_at[some] = when
        again = state.reopenings[places] > 0
        delay = np.minimum(draws.lognormal(15.0 * HOUR, 0.8, len(places)), 90 * HOUR)
        reopened_at = at + 600 + delay.astype(np.int64)
        closed_at = at + 4 * DAY + draws.integers(0, HOUR, len(places))
        state.reopenings[places] -= again
        state.exchanges[places] = 0
        self._answered(places[again], reopened_at[again])
        ends = places[~again]
        state.is_alive[ends] = False
        self._set_by_rule(ends, Field.STATUS, closed_at[~again], Status.CLOSED)


def _agents_of_groups(agents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Agents by group, and how many; a small desk serves all groups together."""
    groups = [agents[np.arange(len(agents)) % len(GROUPS) == code] for code in range(len(GROUPS))]
    groups = [group if len(group) > 1 else agents for group in groups]
    widest = max(len(group) for group in groups)
    return (
        np.array([np.resize(group, widest) for group in groups]),
        np.array([len(group) for group in groups]),
    )
