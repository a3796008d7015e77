"""What the company does with answers: follow-ups of customers, and improvement actions.

Follow-ups are landed again with every change of theirs. Notes are what employees wrote for each
other, with names and numbers in them; they are no customer's text, so the truth has none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling.block import TRIGGERS, Block, Concerns
from sampling.draws import Draws, Seconds
from sampling.files import Rows, words
from sampling.people import NEVER
from sampling.versions import add_dirt, arrivals, some, stacked, table_of, taken, versions
from sampling.world import DAY, DEPARTMENTS, PRODUCTS, THEMES

HOUR = 3600
DUE_HOURS = np.array([48, 24, 120, 240])  # by trigger, from the moment it was opened
PROMOTER = TRIGGERS.index("promoter_to_invite")
ESCALATED = [TRIGGERS.index("fallen_promoter"), TRIGGERS.index("passive_of_high_value")]
OPENED = 0.5  # of the concerns of people who were never reached
OVERDUE, RESOLVED, INFORMED, CLOSED, DELETED = 0.2, 0.85, 0.8, 0.9, 0.02
SALES, SERVICE = DEPARTMENTS.index("sales"), DEPARTMENTS.index("service")
# Department that answers for each theme, and who acts in each.
THEME_DEPARTMENTS = np.array(
    [DEPARTMENTS.index(each) for each in ["production", "sales", "service", "logistics"]]
    + [DEPARTMENTS.index(each) for each in ["engineering", "engineering", "sales", "production"]]
)
OWNER_ROLES = [
    "Production Manager",
    "Lead Engineer",
    "Service Manager",
    "Account Manager",
    "Logistics Manager",
    "People Partner",
    "Key Account Manager",
]
KEY_ACCOUNT = 6
CHANNELS = ["phone", "email", "visit", "video_call"]
OUTCOMES = ["review", "reference", "referral", "none"]
ACTIVITIES = "assigned contact_attempted contacted resolved informed closed".split()
ASSIGNED, ATTEMPTED, CONTACTED, SETTLED, TOLD, DONE = range(len(ACTIVITIES))
NOTES = [
    "Taken over from the survey desk.",
    "Nobody picked up at {phone}, left a message.",
    "Spoke with {name}: it is about {theme}, promised an answer within a week.",
    "Settled with {name}; cause was {theme}, agreed with the plant.",
    'Told {name} what we did, answer was "fine for now".',
    "Closed, nothing open with {name}.",
]


@dataclass
class Action:
    """An improvement action; months count back from the world's end, 0 for not yet."""

    name: str
    name_zh: str
    text: str
    theme: str
    department: str
    product: str | None
    region: str | None
    status: str
    planned_back: int
    start_back: int  # customers could first notice it
    done_back: int
    planned_cost: int  # EUR
    actual_cost: int | None
    expected_points: float


# The first is the story `action_worked`; the second did nothing.
ACTIONS = [
    Action(
        "Press line spare parts in stock",
        "压机备件常备库存",
        "The forty parts that fail most are kept in stock in every region.",
        *("reliability", "production", "press_line", None, "done", 19, 15, 15, 240_000, 262_500),
        15.0,
    ),
    Action(
        "Conveyor hotline",
        "输送机服务热线",
        "A telephone number of its own for conveyor users.",
        *("service", "service", "conveyor", None, "done", 18, 15, 15, 90_000, 81_300),
        10.0,
    ),
    Action(
        "Delivery slots in Europe",
        "欧洲预约送货",
        "Customers choose the half-day of delivery.",
        *("delivery", "logistics", None, "europe", "running", 8, 3, 0, 60_000, 34_000),
        8.0,
    ),
    Action(
        "Manuals in Chinese",
        "中文说明书",
        "All manuals are translated, the software's first.",
        *("documentation", "engineering", None, "china", "running", 5, 2, 0, 45_000, 12_400),
        6.0,
    ),
    Action(
        "Quotes within a day",
        "一日报价",
        "Standard quotes go out the day they are asked for.",
        *("price", "sales", None, None, "planned", 1, 0, 0, 30_000, None),
        5.0,
    ),
]


def write(block: Block, concerns: Concerns) -> None:
    """Write all tables."""
    if block.number == 0:
        _write_actions(block)
    follow_ups = _draw_follow_ups(block, concerns)
    if len(follow_ups["number"]):
        _write_follow_ups(block, follow_ups)
        _write_activities(block, follow_ups)


def _draw_follow_ups(block: Block, concerns: Concerns) -> Rows:
    """One for everybody who was reached, and for half of the others."""
    draws = block.draws("cases")
    is_opened = concerns.is_contacted | draws.chance(OPENED, len(concerns.person))
    person, trigger = concerns.person[is_opened], concerns.trigger[is_opened].astype(np.int64)
    is_contacted, theme = concerns.is_contacted[is_opened], concerns.theme[is_opened]
    size = len(person)
    opened = concerns.submitted_at[is_opened] + draws.integers(300, 4 * HOUR, size)
    rows = {
        "number": block.ids(size),
        "record": concerns.record[is_opened],
        "person": person,
        "trigger": trigger,
        "theme": theme.astype(np.int64),
        "opened": opened,
        "due": opened + DUE_HOURS[trigger] * HOUR,
    }
    rows |= _draw_course(draws, rows, is_contacted)
    return rows | _draw_owners(block, draws, rows)


def _draw_course(draws: Draws, rows: Rows, is_contacted: np.ndarray) -> Rows:
    """What happened when; NEVER for what did not."""
    size, opened, due = len(is_contacted), rows["opened"], rows["due"]
    in_time = opened + HOUR // 2 + (draws.uniform(size) * (due - opened - HOUR)).astype(np.int64)
    overdue = due + HOUR + draws.exponential(2 * DAY, size).astype(np.int64)
    contact = np.where(draws.chance(OVERDUE, size), overdue, in_time)
    contact = np.where(is_contacted, contact, NEVER)
    resolved = contact + draws.integers(DAY // 4, 21 * DAY, size)
    resolved = np.where(is_contacted & draws.chance(RESOLVED, size), resolved, NEVER)
    informed = resolved + draws.integers(HOUR, 3 * DAY, size)
    informed = np.where((resolved < NEVER) & draws.chance(INFORMED, size), informed, NEVER)
    closed = informed + draws.integers(HOUR, 2 * DAY, size)
    closed = np.where((informed < NEVER) & draws.chance(CLOSED, size), closed, NEVER)
    # Of who was not reached some said no, most never picked up, and some were never called.
    end = draws.choose([0.6, 0.15, 0.25], size)
    gave_up = np.where(is_contacted | (end == 2), NEVER, due + draws.integers(DAY, 9 * DAY, size))
    is_deleted = some(draws, ~is_contacted & (end == 2), DELETED)
    return {
        "contact": contact,
        "resolved": resolved,
        "informed": informed,
        "closed": closed,
        "gave_up": gave_up,
        "has_declined": end == 1,
        "deleted": np.where(is_deleted, opened + draws.integers(DAY, 4 * DAY, size), NEVER),
        "channel": draws.choose([5, 3, 1, 1], size).astype(np.int64),
        "outcome": np.where(rows["trigger"] == PROMOTER, draws.choose([3, 2, 2, 3], size), -1),
        # What it came down to, mostly what was complained of.
        "cause": np.where(
            draws.chance(0.75, size) & (rows["theme"] >= 0),
            rows["theme"],
            draws.integers(0, len(THEMES), size),
        ),
        "attempts": np.where(
            gave_up < NEVER, draws.integers(1, 4, size), is_contacted & draws.chance(0.35, size)
        ),
    }


def _draw_owners(block: Block, draws: Draws, rows: Rows) -> Rows:
    """The department of the theme; the account's owner where a good customer may be lost."""
    theme, size = rows["theme"], len(rows["theme"])
    account = block.people.account[rows["person"]]
    department = np.where(theme >= 0, THEME_DEPARTMENTS[theme], SERVICE)
    is_key = np.isin(rows["trigger"], ESCALATED)
    department = np.where(is_key | (rows["trigger"] == PROMOTER), SALES, department)
    by_department = np.argsort(block.employees.department, kind="stable")
    counts = np.bincount(block.employees.department, minlength=len(DEPARTMENTS))
    first = np.cumsum(counts) - counts
    place = by_department[first[department] + draws.integers(0, counts[department], size)]
    owner = np.where(department == SALES, block.accounts.owner[account], place)
    product = np.array([*PRODUCTS, None], dtype=object)[block.accounts.product[account]]
    action = np.full(size, -1)
    for number, each in reversed(list(enumerate(ACTIONS))):
        fits = rows["cause"] == THEMES.index(each.theme)
        fits &= rows["resolved"] >= block.world.months_before(each.planned_back)
        if each.product:
            fits &= product == each.product
        action = np.where(fits, number, action)
    return {
        "account": account,
        "department": department,
        "role": np.where(is_key, KEY_ACCOUNT, department),
        "employee": block.employees.number[owner],
        "action": action,
        "name": block.people.name[rows["person"]],
        "phone": block.people.phone[rows["person"]],
    }


def _note(step: str) -> str:
    """What was written at a step, an expression; SQL."""
    theme = f"coalesce(replace(word({words(THEMES)}, cause), '_', ' '), 'several things')"
    return (
        f"replace(replace(replace(word({words(NOTES)}, {step}), '{{name}}', name), "
        f"'{{phone}}', coalesce(nullif(phone, ''), 'the number we have')), '{{theme}}', {theme})"
    )


def _write_follow_ups(block: Block, rows: Rows) -> None:
    world, draws = block.world, block.draws("cases.written")
    changes = "opened contact resolved informed closed gave_up deleted".split()
    rows = versions(world, rows, *(rows[name] for name in changes))
    if not len(rows["as_of"]):
        return
    at = rows["as_of"]
    steps = [rows[name] <= at for name in ("closed", "informed", "resolved", "contact")]
    rows |= {
        "step": np.select(steps, [DONE, TOLD, SETTLED, CONTACTED], ASSIGNED),
        "customer_id": block.customer_ids(rows["person"]),
        "account_number": block.accounts.number[rows["account"]],
    }
    select = f"""
        id('F', number) as follow_up_id, record as response_record_id,
        word({words(TRIGGERS)}, "trigger") as "trigger", customer_id,
        id('A', account_number) as account_id,
        word({words(DEPARTMENTS)}, department) as owner_department_id,
        word({words(OWNER_ROLES)}, role) as owner_role, id('E', employee) as owner_employee_id,
        iso(opened) as opened_at, iso(due) as due_at,
        case when contact <= as_of then iso(contact) end as first_contact_at,
        case when contact <= as_of then word({words(CHANNELS)}, channel) end as contact_channel,
        case when resolved <= as_of then iso(resolved) end as resolved_at,
        case when informed <= as_of then iso(informed) end as customer_informed_at,
        case when closed <= as_of then 'closed' when resolved <= as_of then 'resolved'
            when contact <= as_of then 'contacted' when gave_up > as_of then 'open'
            when has_declined then 'declined' else 'unreachable' end as follow_up_status,
        case when resolved <= as_of then word({words(THEMES)}, cause) end as root_cause_theme_id,
        case when contact <= as_of then word({words(OUTCOMES)}, outcome) end as advocacy_outcome,
        null as linked_ticket_id,
        case when resolved <= as_of and action >= 0 then 'IA' || (action + 1) end
            as improvement_action_id,
        {_note("step")} as note, deleted <= as_of as is_deleted, iso(as_of) as updated_at
    """
    arrived, is_late = arrivals(draws, at)
    block.files.write("case_management/follow_ups", rows, select, arrived)
    kinds = {"late": is_late, "deleted": rows["deleted"] == at}
    add_dirt(block, "case_management/follow_ups", "F", rows, arrived, kinds)


def _write_activities(block: Block, rows: Rows) -> None:
    """Every step of every follow-up, in order of time."""
    draws, world = block.draws("cases.activities"), block.world
    size = len(rows["number"])
    assigned = rows["opened"] + draws.integers(60, HOUR // 2, size)

    def step(mask: np.ndarray, at: Seconds, kind: int) -> Rows:
        happens = np.flatnonzero(mask & (at < np.minimum(world.horizon_s, rows["deleted"])))
        return {"place": happens, "as_of": at[happens], "kind": np.full(len(happens), kind)}

    every = np.ones(size, dtype=bool)
    end = np.minimum(rows["contact"], rows["gave_up"])
    parts = [step(every, assigned, ASSIGNED)]
    for attempt in range(3):
        # Attempts lie between the opening and the contact, or the giving up.
        share = (attempt + draws.uniform(size)) / 3
        at = assigned + (share * np.maximum(end - assigned, 0)).astype(np.int64)
        parts.append(step(rows["attempts"] > attempt, at, ATTEMPTED))
    changes = zip(("contact", "resolved", "informed", "closed"), range(2, 6), strict=True)
    parts += [step(every, rows[name], kind) for name, kind in changes]
    steps = stacked(*parts)
    steps = taken(steps, np.lexsort((steps["kind"], steps["place"], steps["as_of"])))
    if not len(steps["as_of"]):
        return
    follow_up = taken(rows, steps["place"])
    steps |= {name: follow_up[name] for name in ("employee", "channel", "cause", "name", "phone")}
    steps |= {"follow_up": follow_up["number"], "number": block.ids(len(steps["as_of"]))}
    is_talk = np.isin(steps["kind"], [ATTEMPTED, CONTACTED, TOLD])
    steps["channel"] = np.where(is_talk, steps["channel"], -1)
    select = f"""
        id('T', number) as activity_id, id('F', follow_up) as follow_up_id,
        word({words(ACTIVITIES)}, kind) as activity_type, iso(as_of) as occurred_at,
        id('E', employee) as employee_id, word({words(CHANNELS)}, channel) as channel,
        {_note("kind")} as note, iso(as_of) as updated_at
    """
    arrived, is_late = arrivals(draws, steps["as_of"])
    block.files.write("case_management/follow_up_activities", steps, select, arrived, "jsonl")
    kinds = {"late": is_late}
    add_dirt(block, "case_management/follow_up_activities", "T", steps, arrived, kinds)


def _write_actions(block: Block) -> None:
    """Actions as planned, begun and done; what they cost is known once they have begun."""
    world, draws = block.world, block.draws("cases.actions")
    texts = "name text theme department product region status".split()
    employees = [
        block.employees.number[block.employees.department == DEPARTMENTS.index(each.department)][0]
        for each in ACTIONS
    ]
    dates = [
        [
            world.months_before(back) if back else int(NEVER)
            for back in (each.planned_back, each.start_back, each.done_back)
        ]
        for each in ACTIONS
    ]
    rows = table_of(
        ["number", *texts, "planned", "started", "done", "planned_cost", "cost", "points"],
        [
            (
                number,
                *(getattr(each, text) for text in texts),
                *dates[number - 1],
                each.planned_cost,
                each.actual_cost or 0,
                each.expected_points,
            )
            for number, each in enumerate(ACTIONS, 1)
        ],
    )
    rows["employee"] = np.array(employees)
    rows = versions(world, rows, rows["planned"], rows["started"], rows["done"])
    select = """
        'IA' || number as improvement_action_id, name as action_name, text as description,
        theme as theme_id, department as department_id, id('E', employee) as owner_employee_id,
        'meridian' as brand_id, product as product_id, region, null as customer_segment,
        case when done <= as_of then 'done' when started <= as_of then 'running' else 'planned' end
            as action_status,
        day(planned) as planned_on, case when started <= as_of then day(started) end as started_on,
        case when done <= as_of then day(done) end as completed_on, 'EUR' as currency,
        planned_cost as planned_cost_amount,
        case when started <= as_of then cost end as actual_cost_amount,
        points as expected_nps_effect, false as is_deleted, iso(as_of) as updated_at
    """
    arrived, _ = arrivals(draws, rows["as_of"], 0)
    block.files.write("case_management/improvement_actions", rows, select, arrived)
