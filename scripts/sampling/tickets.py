"""Zendesk: what happens to tickets, from the first line until the last change of a rating.

The ticket's description is its first comment too, in `ticket_comment` as in the real tool. So it
is a touchpoint twice: a `support_ticket`, and a `ticket_comment` like every public comment.
Internal notes are no touchpoints; nor are the messages of a chat, which the ticket stands for.
"""

from __future__ import annotations

import numpy as np

from sampling import stories, ticket_files, ticket_truth
from sampling.block import Block, Occasions
from sampling.draws import HOME_HOURS, WORK_HOURS, Codes, Draws, Seconds
from sampling.files import Rows
from sampling.people import FIRST_NAMES, Employees, appear, is_active, numbered
from sampling.ticket_clocks import HOUR, clocks_of
from sampling.ticket_life import Life
from sampling.ticket_measures import Known
from sampling.ticket_records import (
    NEVER,
    Channel,
    Fault,
    Field,
    Kind,
    Rating,
    Status,
    Tickets,
    Users,
    taken,
)
from sampling.ticket_versions import (
    arrived_comments,
    arrived_history,
    arrived_in_time,
    spoiled,
    synced_after,
)
from sampling.world import DAY, LANGUAGES, PRODUCTS, REGIONS, SEGMENTS, THEMES, UTC_OFFSETS, World

TICKETS = 2500  # in 36 months at scale 1, beside those of the outage
MERGED = 55
STRANGERS = 0.06  # of tickets: whose requester is no customer that CRM knows
USER_IDS, CSAT_IDS = 1_000_000_000, 7_000_000_000
STANDARD, PREMIUM = 0, 1  # service levels


def write(block: Block) -> Occasions:
    """Draw and write the tickets of a block; gives what was solved for known customers."""
    clocks, horizon = clocks_of(block.world), block.world.horizon_s
    tickets, users = draw_opened(block)
    life = Life(block, clocks, tickets, users)
    life.run()
    tickets = add_merged(block, tickets, life)
    order = np.argsort(tickets.created_at, kind="stable")
    tickets.number[order] = block.ids(len(tickets))
    csat = rate(block, tickets, life)
    # The rest takes most of the time; what others are told does not depend on it.
    if block.files.wants("zendesk"):
        known = Known(
            tickets,
            users,
            history=arrived_history(block, tickets, life.history.before(horizon)),
            comments=arrived_comments(block, life.comments.before(horizon)),
            held=arrived_in_time(block, "schedules", life.held.before(horizon)),
            applied=arrived_in_time(block, "policies", life.applied.before(horizon)),
            csat=csat,
        )
        ticket_truth.add_truth(block, clocks, known)
        ticket_files.write(block, known)
    asked = np.flatnonzero((tickets.last_solved_at < NEVER) & (tickets.person >= 0))
    return Occasions(
        record=np.array([str(number) for number in tickets.number[asked].tolist()], dtype=object),
        person=tickets.person[asked],
        ended_at=tickets.last_solved_at[asked],
        theme=tickets.theme[asked],
        product=tickets.product[asked],
    )


def left_at(world: World) -> int:
    """When the former agent became an end-user: between the first two exports."""
    return world.months_before(world.months // 3) + 9 * DAY + 10 * HOUR


def draw_opened(block: Block) -> tuple[Tickets, Users]:
    """Tickets as they are opened, and the users who ask, open and answer."""
    draws = block.draws("tickets")
    midnight, is_outage = _days(block, draws)
    person, region = _requesters(block, draws, midnight, is_outage)
    size = len(midnight)
    hours = [draws.of_day(midnight, each, UTC_OFFSETS[region]) for each in (WORK_HOURS, HOME_HOURS)]
    created_at = np.where(draws.chance(0.18, size), hours[1], hours[0])
    order = np.argsort(created_at, kind="stable")
    created_at, person, region = created_at[order], person[order], region[order]
    is_outage = is_outage[order]
    is_known = person >= 0
    account = block.people.account[person]
    channel = np.where(
        is_known, draws.choose([45, 30, 10, 7, 8], size), draws.choose([0, 4, 3, 0, 3], size)
    )
    theme = np.where(is_outage, THEMES.index("reliability"), _themes(draws, size))
    own = is_known & draws.chance(0.7, size)
    product = np.where(own, block.accounts.product[account], draws.choose([3, 2, 2, 3], size))
    is_premium = is_known & (block.people.tier_at(person, created_at) == 0)
    is_promised = is_known & (block.accounts.segment[account] != SEGMENTS.index("consumer"))
    users, user = _users(block, created_at, person, region)
    # Of the channels: agents open tickets for callers, rarely for others, never in a chat.
    by_agent = draws.chance(np.array([0.025, 0.025, 0.0, 0.0, 0.3])[channel], size)
    agent = users.agents[draws.integers(0, len(users.agents), size)]
    never = np.full(size, NEVER)
    tickets = Tickets(
        number=np.zeros(size, dtype=np.int64),
        created_at=created_at,
        person=person,
        user=user,
        submitter=np.where(by_agent, agent, user),
        is_opened_publicly=by_agent & draws.chance(0.85, size),
        region=region,
        is_chinese=users.is_chinese[user],
        theme=theme.astype(np.int16),
        product=np.where(is_outage, PRODUCTS.index("meridian_cloud"), product).astype(np.int16),
        channel=channel.astype(np.int16),
        is_outage=is_outage,
        policy=np.where(is_promised, np.where(is_premium, PREMIUM, STANDARD), -1),
        merged_into=np.full(size, -1),
        merged_at=never,
        first_solved_at=never.copy(),
        last_solved_at=never.copy(),
    )
    return tickets, users


def _themes(draws: Draws, size: int) -> Codes:
    return draws.choose([0.16, 0.05, 0.14, 0.12, 0.2, 0.1, 0.08, 0.15], size)


def _days(block: Block, draws: Draws) -> tuple[Seconds, np.ndarray]:
    """Days on which tickets are opened, fewer at weekends, and which are of the outage."""
    world = block.world
    days = world.day_starts()
    weights = np.where((days // DAY + 4) % 7 % 6 == 0, 0.2, 1.0)  # 0 is Sunday, 6 Saturday
    usual = days[draws.choose(weights, block.count(TICKETS * len(days) / 1096, 20))]
    ends = world.months_before(stories.OUTAGE_MONTH - 1)
    last_days = ends - np.arange(1, stories.OUTAGE_DAYS + 1) * DAY
    outage = last_days[
        draws.integers(0, stories.OUTAGE_DAYS, block.count(stories.OUTAGE_TICKETS, 3))
    ]
    return np.concatenate([usual, outage]), np.arange(len(usual) + len(outage)) >= len(usual)


def _requesters(
    block: Block, draws: Draws, midnight: Seconds, is_outage: np.ndarray
) -> tuple[np.ndarray, Codes]:
    """Customers active on the day, each as likely as another, or -1; and their regions."""
    people, size = block.people, len(midnight)
    region_of = block.accounts.region[people.account]
    touched = np.flatnonzero(region_of == stories.OUTAGE_REGION)
    person = np.full(size, -1)
    missing = is_outage | ~draws.chance(STRANGERS, size)
    for _ in range(60):  # until nearly everybody has found one
        places = np.flatnonzero(missing)
        guess = draws.integers(0, len(people), len(places))
        if len(touched):
            of_touched = touched[draws.integers(0, len(touched), len(places))]
            guess = np.where(is_outage[places], of_touched, guess)
        active = is_active(people, block.accounts, guess, midnight[places])
        active &= is_active(people, block.accounts, guess, midnight[places] + DAY)
        active &= ~is_outage[places] | (region_of[guess] == stories.OUTAGE_REGION)
        person[places[active]] = guess[active]
        missing[places[active]] = False
    anywhere = np.where(is_outage, stories.OUTAGE_REGION, draws.choose([7, 5, 3, 5], size))
    return person, np.where(person >= 0, region_of[person], anywhere).astype(np.int16)


def _users(
    block: Block, created_at: Seconds, person: np.ndarray, region: Codes
) -> tuple[Users, np.ndarray]:
    """Zendesk users, and the place of each ticket's requester among them.

    Customers come first, then a stranger per ticket of one, then the agents, the former one last.
    """
    draws, world = block.draws("tickets.users"), block.world
    known, first, place = np.unique(person, return_index=True, return_inverse=True)
    some = int(known[0] < 0)
    known, first = known[some:], first[some:]
    strangers = np.flatnonzero(person < 0)
    user = place - some
    user[strangers] = len(known) + np.arange(len(strangers))
    agents = np.flatnonzero(block.employees.department == 2)
    size = len(known) + len(strangers) + len(agents) + 1
    number = USER_IDS + block.ids(size)
    whose = np.concatenate([known, np.full(size - len(known), -1)])
    seen = appear(draws, block.people, whose, mailed=0.9, phoned=0.35)
    tail = np.array([str(each) for each in number.tolist()], dtype=object)
    is_staff = np.arange(size) >= size - len(agents) - 1
    name = np.where(whose >= 0, block.people.name[whose], "Visitor " + tail)
    name[is_staff] = [*block.employees.name[agents], f"{FIRST_NAMES[block.number % 40]} Former"]
    chinese_region = region[strangers] == REGIONS.index("china")
    is_chinese = np.zeros(size, dtype=bool)
    is_chinese[: len(known)] = block.people.language[known] == LANGUAGES.index("zh")
    is_chinese[len(known) : len(known) + len(strangers)] = chinese_region
    since = np.full(size, world.start_s - 400 * DAY)
    since[: len(known)] = created_at[first]
    since[len(known) : len(known) + len(strangers)] = created_at[strangers]
    users = Users(
        number=number,
        person=whose,
        name=name,
        email=np.where(is_staff, "agent" + tail + "@meridian.example", seen.email),
        phone=seen.phone,
        external_id=np.where(is_staff, _staff_ids(block.employees, agents, size), seen.customer_id),
        link_key=seen.link_key,
        account=np.where(whose >= 0, block.people.account[whose], -1),
        is_chinese=is_chinese,
        created_at=since,
        agents=np.arange(size - len(agents) - 1, size - 1),
        former=size - 1,
        left_at=left_at(world),
    )
    return users, user


def _staff_ids(employees: Employees, agents: np.ndarray, size: int) -> np.ndarray:
    ids = np.full(size, "", dtype=object)
    ids[size - len(agents) - 1 : size - 1] = numbered("E", employees.number[agents])
    return ids


def add_merged(block: Block, tickets: Tickets, life: Life) -> Tickets:
    """Add second tickets about the same matter, merged into the first one within hours."""
    draws = block.draws("tickets.merged")
    lasts = tickets.first_solved_at - tickets.created_at >= 6 * HOUR
    lasts &= (tickets.first_solved_at < NEVER) & ~tickets.is_outage
    survivors = np.flatnonzero(lasts & (tickets.submitter == tickets.user))
    survivors = survivors[draws.sample(len(survivors), block.count(MERGED))]
    survivors = np.concatenate([survivors, survivors[::6]])  # some survive two
    size = len(survivors)
    if not size:
        return tickets
    created_at = tickets.created_at[survivors] + draws.integers(600, 3 * HOUR, size)
    merged_at = created_at + draws.integers(300, 2400, size)
    twins = {name: column[survivors] for name, column in vars(tickets).items()} | {
        "created_at": created_at,
        "merged_into": survivors,
        "merged_at": merged_at,
        "first_solved_at": np.full(size, NEVER),
        "last_solved_at": np.full(size, NEVER),
    }
    count = len(tickets)
    joined = Tickets(
        **{name: np.concatenate([vars(tickets)[name], column]) for name, column in twins.items()}
    )
    life.tickets = joined
    places = count + np.arange(size)
    group = joined.region[places].astype(np.int64)
    life.open(places, np.full(size, Status.NEW), group, np.ones(size, dtype=np.int64))
    agent = life.agent(group, merged_at)
    life.history.add(
        places, field=Field.STATUS, happened=merged_at, value=Status.CLOSED, user=agent
    )
    note = {"happened": merged_at, "user": agent, "is_public": False}
    life.comments.add(places, **note, kind=Kind.MERGED_AWAY, about=survivors)
    life.comments.add(survivors, **note, kind=Kind.MERGED_IN, about=places)
    return joined


def rate(block: Block, tickets: Tickets, life: Life) -> Rows:
    """Ask how satisfied the customer is: by good or bad at first, by points in later years.

    Ratings of the old form go into the history; gives those of the new one.
    """
    draws, world = block.draws("tickets.rated"), block.world
    places = np.flatnonzero(tickets.first_solved_at < NEVER)
    size, solved_at = len(places), tickets.first_solved_at[places]
    is_new = (solved_at >= world.months_before(world.months // 2)) & np.isin(
        tickets.channel[places], [Channel.WEB, Channel.CHAT, Channel.VOICE]
    )
    was_reopened = tickets.last_solved_at[places] > solved_at
    is_pleased = draws.chance(np.where(tickets.is_outage[places] | was_reopened, 0.4, 0.8), size)
    offered_at = solved_at + draws.integers(HOUR, DAY, size)
    rated_at = offered_at + 60 + draws.lognormal(8.0 * HOUR, 1.0, size).astype(np.int64)
    offered = ~is_new & draws.chance(0.55, size)
    rated = offered & draws.chance(0.5, size)
    changed = rated & draws.chance(0.07, size)
    changed_at = rated_at + draws.integers(DAY, 4 * DAY, size)
    explained = rated & draws.chance(np.where(is_pleased, 0.1, 0.6), size)
    user, add = tickets.user[places], life.history.add
    score = np.where(is_pleased, Rating.GOOD, Rating.BAD)
    for field, which, at, value, by in (
        (Field.SATISFACTION, offered, offered_at, np.full(size, Rating.OFFERED), np.full(size, -1)),
        (Field.SATISFACTION, rated, rated_at, score, user),
        (Field.REASON, rated & ~is_pleased, rated_at, 1001 + draws.integers(0, 4, size), user),
        (Field.RATED_COMMENT, explained, rated_at, is_pleased.astype(np.int64), user),
        (Field.SATISFACTION, changed, changed_at, Rating.GOOD + Rating.BAD - score, user),
    ):
        some = np.flatnonzero(which)
        add(places[some], field=field, happened=at[some], value=value[some], user=by[some])
    return _points(block, draws, tickets, places[is_new], is_pleased[is_new])


def _points(
    block: Block, draws: Draws, tickets: Tickets, places: np.ndarray, is_pleased: np.ndarray
) -> Rows:
    """Answers to the new form: one in three answers, a few change their mind a day later."""
    answers = draws.chance(0.35, len(places))
    places, is_pleased = places[answers], is_pleased[answers]
    size = len(places)
    scale = np.array([2, 3, 5])[draws.choose([0.2, 0.2, 0.6], size)]
    worst = np.where(is_pleased, np.where(scale == 5, 4, scale), 1)
    has_two = (scale == 5) | ((scale == 3) & ~is_pleased)  # good points, or bad ones
    rating = worst + (draws.chance(0.55, size) & has_two)
    answered_at = tickets.last_solved_at[places] + draws.integers(HOUR, 3 * DAY, size)
    changes = draws.chance(0.04, size)
    rows = {
        "ticket": places,
        "number": CSAT_IDS + block.ids(size),
        "scale": scale,
        "rating": rating,
        "is_pleased": is_pleased,
        "happened": answered_at,
        "updated": answered_at,
        "arrived": synced_after(draws, answered_at),
        "replaced_at": np.full(size, NEVER),
        "dirt": spoiled(draws, size, {Fault.TEXT: (~changes, block.count(2))}),
        "answer": np.arange(size),
        "is_explained": draws.chance(0.4, size),
    }
    changed = taken(rows, changes)
    changed["updated"] = changed["updated"] + DAY
    changed["rating"] = np.where(changed["rating"] > 1, changed["rating"] - 1, 2)
    changed["arrived"] = synced_after(draws, changed["updated"])
    changed["dirt"][:] = Fault.CORRECTED
    rows["replaced_at"][changes] = changed["arrived"]
    both = {name: np.concatenate([rows[name], changed[name]]) for name in rows}
    both["is_readable"] = both["dirt"] != Fault.TEXT
    both["fault_arrived"] = both["arrived"]
    return taken(both, both["updated"] < block.world.horizon_s)
