"""CRM: accounts, the people in them, what they are, and who looks after them.

Tables are landed as a change feed: a version of a record for each change, `updated_at` its moment.
Dirt, each listed in the truth: attributes entered weeks after they held, entered wrong and
corrected, or entered by mistake and deleted; mistyped addresses; doubles, merged later. What
concerns the months before the end is all mended by the end, so that `block.as_of` is what a
warehouse must find then; what concerns the days after it may be mended days later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling import market, money, people, subscriptions
from sampling.block import Block, Occasions
from sampling.draws import Codes, Draws, Seconds
from sampling.files import Rows, words
from sampling.market import LINES
from sampling.people import NEVER
from sampling.versions import add_dirt, last_known, stacked, taken, versions
from sampling.world import (
    COUNTRIES,
    DAY,
    DEPARTMENTS,
    REGIONS,
    ROLES,
    SEGMENTS,
    STAGES,
    TIERS,
    World,
)

SYNC = 3600  # seconds until a version of an account or a customer is exported
WRONG_ADDRESSES = 0.015  # of customers
LATE_MERGES = 0.15  # of doubles: merged only after the world's end
# Of the rows of attributes that concern the world's months; the last per person.
LATE_ATTRIBUTES, WRONG_ATTRIBUTES, MISTAKEN_ATTRIBUTES = 0.015, 0.015, 0.01

CONSUMER, SALES = SEGMENTS.index("consumer"), DEPARTMENTS.index("sales")
INDUSTRIES = ["machinery", "plastics", "food", "automotive", "packaging", "electronics"]
EMPLOYEE_COUNTS = np.array([4000, 400, 25, 1, 900])  # medians, of the segments
CITIES = [
    ["Berlin", "Hamburg", "Stuttgart"],
    ["New York", "Chicago", "Houston"],
    ["Singapore", "Jurong", "Tampines"],
    ["上海", "深圳", "苏州"],
]
STREETS = [
    ["Industriestraße", "Hafenstraße", "Bahnhofstraße"],
    ["Main Street", "Mill Road", "Harbor Avenue"],
    ["Pioneer Road", "Jalan Buroh", "Tuas Avenue"],
    ["中山路", "人民路", "科技大道"],
]
# Head of a department, and the others.
JOB_TITLES = [
    ["Head of Production", "Production Engineer"],
    ["Head of Engineering", "Software Engineer"],
    ["Head of Service", "Service Engineer"],
    ["Head of Sales", "Account Manager"],
    ["Head of Logistics", "Logistics Planner"],
    ["Head of People", "People Partner"],
]
TEAM_ROLES = ["sales_owner", "customer_success", "service", "executive_sponsor"]
TEAM_TITLES = [
    "Account Manager",
    "Customer Success Manager",
    "Service Engineer",
    "Head of Sales",
    "Key Account Manager",
]
MARKET = "word(['europe', null, null, 'china'], region)"
COUNTRY = f"word({words(COUNTRIES)}, region)"
REGION = f"word({words(REGIONS)}, region)"
CITY, STREET = (
    f"word(word([{', '.join(words(each) for each in listed)}], region), {column})"
    for listed, column in ((CITIES, "city"), (STREETS, "street"))
)


def write(block: Block) -> Occasions:
    """Write all tables, and return the orders that were delivered and not sent back."""
    records, staff = _draw_records(block), _draw_staff(block)
    _write_accounts(block, records)
    _write_customers(block, records, _write_attributes(block, records))
    _write_identifiers(block, records)
    _write_employees(block, staff)
    _write_account_team(block, staff)
    _add_fallen(block)
    if block.number == 0:
        market.write(block)
    subscriptions.write(block, records, staff)
    return money.write(block, records, staff)


@dataclass
class Records:
    """CRM's records of the block's people: one entry per person, NEVER for what does not happen."""

    created_at: Seconds
    merged_at: Seconds  # of doubles
    deleted_at: Seconds  # of some who left
    link_key: np.ndarray  # "" for a double that is not known to be one
    first_person: np.ndarray  # of each account: place of its first person


@dataclass
class Staff:
    """Employees of the block, and after them former ones; and who owned the accounts before."""

    number: np.ndarray
    department: Codes
    name: np.ndarray
    is_head: np.ndarray
    head: np.ndarray  # place of the department's head
    hired_at: Seconds
    left_at: Seconds  # NEVER for who stays
    owner: np.ndarray  # of each account: place of who looks after it now
    owner_before: np.ndarray
    owner_changed_at: Seconds  # 0 where it was always the same

    def owner_at(self, account: np.ndarray, moments: Seconds) -> np.ndarray:
        """Place of who looked after accounts then."""
        is_before = moments < self.owner_changed_at[account]
        return np.where(is_before, self.owner_before[account], self.owner[account])


def _draw_records(block: Block) -> Records:
    """Records exist before the first purchase; doubles come later, and are merged later still."""
    draws, world, accounts = block.draws("crm.records"), block.world, block.accounts
    account, size = block.people.account, len(block.people)
    is_double = block.people.merged_into >= 0
    born = accounts.created_at[account]
    created = draws.within(born, (born + accounts.customer_since[account]) // 2, size)
    earliest = np.maximum(created, world.start_s)
    left = np.maximum(world.end_s - DAY - earliest, 0)
    again = earliest + (0.6 * draws.uniform(size) * left).astype(np.int64)
    created = np.where(is_double, again, created)
    left = np.maximum(world.end_s - DAY - created, 0)
    merged = created + DAY + (draws.uniform(size) * left).astype(np.int64)
    is_late = draws.chance(LATE_MERGES, size) | (merged >= world.end_s - DAY)
    later = np.maximum(created, world.end_s) + draws.integers(DAY // 4, 20 * DAY, size)
    merged = np.where(is_double, np.where(is_late, later, merged), NEVER)
    gone = np.maximum(accounts.churned_at[account], world.start_s) + 30 * DAY
    # Nothing that can be linked comes from them later: a handle might still be used.
    may_go = ~is_double & ~block.people.is_handle_linked & (gone < world.end_s - 30 * DAY)
    deleted = may_go & draws.chance(0.06, size)
    deleted[np.flatnonzero(may_go)[:1]] = True
    is_unknown = is_double & (merged + SYNC >= world.known_s)
    return Records(
        created_at=created,
        merged_at=merged,
        deleted_at=np.where(deleted, gone + draws.integers(0, 30 * DAY, size), NEVER),
        link_key=np.where(is_unknown, "", "crm:" + block.customer_ids(np.arange(size))),
        first_person=np.searchsorted(account[~is_double], np.arange(len(accounts))),
    )


def _write_accounts(block: Block, records: Records) -> None:
    """Companies, some owned by an older enterprise; households go with their only person."""
    draws, accounts, size = block.draws("crm.accounts"), block.accounts, len(block.accounts)
    enterprises = np.flatnonzero(accounts.segment == 0)
    parent = enterprises[draws.integers(0, len(enterprises), size)]
    is_owned = np.isin(accounts.segment, [1, 2]) & draws.chance(0.25, size)
    is_owned &= accounts.created_at[parent] < accounts.created_at
    is_household = accounts.segment == CONSUMER
    deleted = np.where(is_household, records.deleted_at[records.first_person], NEVER)
    staff = draws.lognormal(EMPLOYEE_COUNTS[accounts.segment], 0.6, size).astype(np.int64)
    rows = {
        "number": accounts.number,
        "name": accounts.name,
        "parent": np.where(is_owned, accounts.number[parent], -1),
        "industry": np.where(is_household, -1, draws.integers(0, len(INDUSTRIES), size)),
        "region": accounts.region,
        "domain": np.where(is_household, None, accounts.domain),
        "employee_count": np.where(is_household, -1, staff),
        "created": accounts.created_at,
        "deleted": deleted,
    }
    rows = versions(block.world, rows, accounts.created_at, deleted)
    select = f"""
        id('A', number) as account_id, name as account_name,
        id('A', parent) as parent_account_id, word({words(INDUSTRIES)}, industry) as industry,
        {MARKET} as market, {COUNTRY} as country, {REGION} as region, domain as email_domain,
        case when employee_count >= 0 then employee_count end as employee_count,
        iso(created) as created_at, deleted <= as_of as is_deleted, iso(as_of) as updated_at
    """
    block.files.write("crm/accounts", rows, select, rows["as_of"] + SYNC)


def _write_customers(block: Block, records: Records, told_of: Seconds) -> None:
    """One record per person and per double; attributes are known of the days up to `told_of`."""
    draws, who, size = block.draws("crm.customers"), block.people, len(block.people)
    accounts, account, created = block.accounts, who.account, records.created_at
    # A double that is merged after the end has nothing that would lead to the person before.
    is_bare = (who.merged_into >= 0) & (records.merged_at >= block.world.end_s)
    is_mistyped = draws.chance(WRONG_ADDRESSES, size) & who.has_own_email & (who.merged_into < 0)
    fixed = created + draws.integers(DAY, 9 * DAY, size)
    in_capitals = draws.chance(0.05, size)
    addresses = zip(who.email.tolist(), in_capitals.tolist(), strict=True)
    email = np.array([each.title() if big else each for each, big in addresses], dtype=object)
    phone = people.dressed_phones(draws, who.phone)
    bought = np.maximum(accounts.customer_since[account], created)
    rows = {
        "number": who.number,
        "account": accounts.number[account],
        "name": who.name,
        "email": np.where(is_bare, None, email),
        "mistyped": np.array([each[:2] + each[3:] for each in who.email.tolist()], dtype=object),
        "phone": np.where(is_bare | (phone == ""), None, phone),
        "role": np.where(accounts.segment[account] == CONSUMER, -1, who.role),
        "language": who.language,
        "region": accounts.region[account],
        "city": draws.integers(0, 3, size),
        "street": draws.integers(0, 3, size),
        "house": draws.integers(1, 200, size),
        "is_contact_allowed": ~draws.chance(0.03, size),
        "created": created,
        "since": accounts.customer_since[account],
        "fixed": np.where(is_mistyped, fixed, -1),
        "merged": records.merged_at,
        "merged_into": np.append(who.number, -1)[who.merged_into],
        "deleted": records.deleted_at,
    }
    ends = (records.merged_at, records.deleted_at)
    rows = versions(block.world, rows, created, np.where(is_mistyped, fixed, NEVER), bought, *ends)
    arrived = rows["as_of"] + SYNC
    block.files.write("crm/customers", rows, _customer_columns(), arrived)
    add_dirt(
        block, "crm/customers", "C", rows, arrived, {"corrected": rows["as_of"] < rows["fixed"]}
    )
    known = last_known(rows, arrived, block.world.known_s)
    _add_customers(block, records, known, told_of[known["place"]])


def _customer_columns() -> str:
    return f"""
        id('C', number) as customer_id, id('A', account) as account_id, name as full_name,
        case when as_of < fixed then mistyped else email end as email, phone,
        word({words(people.TITLES)}, role) as job_title,
        word({words(ROLES)}, role) as respondent_role,
        word(['en', 'zh-CN'], language) as language, {COUNTRY} as country, {CITY} as city,
        case when region = 3 then {CITY} || '市' || {STREET} || house || '号'
            else {STREET} || ' ' || house || ', ' || {CITY} end as postal_address,
        case when since <= as_of then day(since) end as customer_since,
        case when merged <= as_of then id('C', merged_into) end as merged_into_customer_id,
        is_contact_allowed, iso(created) as created_at, deleted <= as_of as is_deleted,
        iso(as_of) as updated_at
    """


def _add_customers(block: Block, records: Records, known: Rows, told_of: Seconds) -> None:
    person = known["place"]
    known |= block.as_of(np.where(told_of < 0, -1, person), told_of)
    known["person_id"] = block.person_ids(person)
    known["link_key"] = records.link_key[person]
    select = """
        id('C', number) as customer_id, person_id, id('A', account) as account_id,
        case when merged <= as_of then id('C', merged_into) end as merged_into_customer_id,
        customer_segment, value_tier, lifecycle_stage, region, deleted <= as_of as is_deleted
    """
    block.truth.add("customers", known, select, -1)
    select = "'crm' as source_system, id('C', number) as source_person_id, person_id, link_key"
    block.truth.add("identities", known, select, -1)


def _write_identifiers(block: Block, records: Records) -> None:
    """Handles, known by the world's end if the person is, and second addresses that some lose."""
    draws, who, world = block.draws("crm.identifiers"), block.people, block.world
    handled = np.flatnonzero(who.is_handle_linked)
    addressed = np.flatnonzero(draws.chance(0.15, len(who)) & (who.merged_into < 0))
    place = np.concatenate([handled, addressed])
    if not len(place):
        return
    is_handle = np.arange(len(place)) < len(handled)
    tail = np.array([f"box{number}@webmail.example" for number in who.number.tolist()], object)
    created = np.maximum(records.created_at[place], world.start_s)
    latest = np.maximum(world.end_s - 2 * DAY, created + DAY // 8)
    linked = draws.within(created, latest, len(place))
    unlinked = linked + draws.integers(30 * DAY, 500 * DAY, len(place))
    stays = is_handle | draws.chance(0.85, len(place))
    rows = {
        "number": who.number[place],
        "platform": np.where(is_handle, who.platform[place], -1),
        "value": np.where(is_handle, who.handle[place], tail[place]),
        "linked": linked,
        "unlinked": np.where(stays, NEVER, unlinked),
    }
    rows = versions(world, rows, linked, rows["unlinked"])
    select = f"""
        id('C', number) as customer_id,
        case when platform >= 0 then 'social_handle' else 'email' end as identifier_type,
        word({words(people.PLATFORMS)}, platform) as platform, value as identifier_value,
        iso(linked) as linked_at, case when unlinked <= as_of then iso(unlinked) end as unlinked_at,
        iso(as_of) as updated_at
    """
    block.files.write("crm/customer_identifiers", rows, select, rows["as_of"] + SYNC)


def _write_attributes(block: Block, records: Records) -> Seconds:
    """What people are from a day on, entered that day; some later, some wrong, some by mistake.

    Returns for each person the last day of which a row is known; -1 of whom there is none yet.
    """
    draws, world, who = block.draws("crm.attributes"), block.world, block.people
    rows = _true_attributes(block)
    place, day, size = rows["person"], rows["day"], len(rows["day"])
    # A record made later gets what held before it on its first day.
    entered = np.maximum(day, records.created_at[place])
    stays = (entered < records.merged_at[place]) & (entered < records.deleted_at[place])
    is_late, delay = _mended(draws, world, entered, LATE_ATTRIBUTES)
    in_time = entered + draws.integers(60, 8 * 3600, size)
    _add_attributes(block, rows, in_time + SYNC)
    entered = np.where(is_late, entered + delay, in_time)
    told_of = np.full(len(who), -1)
    is_told = stays & (entered + SYNC < world.known_s)
    np.maximum.at(told_of, place[is_told], day[is_told])
    is_wrong, delay = _mended(draws, world, entered, WRONG_ATTRIBUTES)
    is_wrong &= stays & ~is_late
    nothing = np.full(size, NEVER)
    rows |= {
        "entered": np.where(stays, entered, NEVER),
        "fixed": np.where(is_wrong, entered + delay, NEVER),
        "deleted": nothing,
        "wrong_segment": (rows["segment"] + is_wrong * draws.integers(0, 3, size)) % 4,
        "wrong_tier": (rows["tier"] + is_wrong) % len(TIERS),
        "is_late": is_late,
    }
    rows = stacked(rows, _mistaken_attributes(block, records, rows))
    rows["is_wrong"] = rows["fixed"] < NEVER
    rows = versions(world, rows, rows["entered"], rows["fixed"], rows["deleted"])
    rows["number"] = who.number[rows["person"]]
    select = f"""
        id('C', number) as customer_id, day(day) as effective_from,
        word({words(SEGMENTS)}, case when is_wrong and as_of < fixed then wrong_segment
            else segment end) as customer_segment,
        word({words(TIERS)}, case when is_wrong and as_of < fixed then wrong_tier
            else tier end) as value_tier,
        word({words(STAGES)}, stage) as lifecycle_stage, {REGION} as region,
        deleted <= as_of as is_deleted, iso(as_of) as updated_at
    """
    arrived, at = rows["as_of"] + SYNC, rows["as_of"]
    block.files.write("crm/customer_attributes", rows, select, arrived)
    kinds = {
        "late": rows["is_late"],
        "corrected": rows["is_wrong"] & (at < rows["fixed"]),
        "mistake": (rows["deleted"] < NEVER) & (at < rows["deleted"]),
    }
    add_dirt(block, "crm/customer_attributes", "C", rows, arrived, kinds, "day(day)")
    return told_of


def _true_attributes(block: Block) -> Rows:
    """One row per person and day on which he became something else."""
    who = block.people
    person, state = np.nonzero(who.changed_at < block.world.horizon_s)
    day = who.changed_at[person, state]
    # Of two changes on one day the second holds.
    is_last = np.append((person[:-1] != person[1:]) | (day[:-1] != day[1:]), True)
    person, state, day = person[is_last], state[is_last], day[is_last]
    account = who.account[person]
    return {
        "person": person,
        "day": day,
        "segment": block.accounts.segment[account].astype(np.int64),
        "tier": who.tier[person, state].astype(np.int64),
        "stage": who.stage[person, state].astype(np.int64),
        "region": block.accounts.region[account].astype(np.int64),
    }


def _add_attributes(block: Block, rows: Rows, arrived: Seconds) -> None:
    select = f"""
        person_id, cast(moment(day) as date) as effective_from,
        word({words(SEGMENTS)}, segment) as customer_segment,
        word({words(TIERS)}, tier) as value_tier,
        word({words(STAGES)}, stage) as lifecycle_stage, {REGION} as region
    """
    rows = rows | {"person_id": block.person_ids(rows["person"]), "arrived": arrived}
    rows = taken(rows, block.people.merged_into[rows["person"]] < 0)
    block.truth.add("attributes", rows, select, rows["arrived"])


def _mended(draws: Draws, world: World, at: Seconds, share: float) -> tuple[np.ndarray, Seconds]:
    """Which of the moments are to be mended, and how long it takes: by the end if before it."""
    size = len(at)
    is_after = at >= world.end_s - DAY
    delay = np.where(is_after, draws.integers(DAY, 6 * DAY, size), 0)
    delay += np.where(is_after, 0, draws.integers(6 * DAY, 45 * DAY, size))
    in_time = (at >= world.end_s) | (at + delay < world.end_s - DAY)
    return draws.chance(share, size) & in_time & (at >= world.start_s), delay


def _mistaken_attributes(block: Block, records: Records, rows: Rows) -> Rows:
    """Rows of days on which nothing changed, deleted later."""
    draws, world, who = block.draws("crm.mistakes"), block.world, block.people
    size = max(2, round(MISTAKEN_ATTRIBUTES * len(who)))
    person = draws.integers(0, len(who), size)
    day = draws.within(world.start_s, world.horizon_s, size) // DAY * DAY
    entered = day + draws.integers(60, 8 * 3600, size)
    _, delay = _mended(draws, world, entered, 1)
    is_change = (who.changed_at[person] == day[:, None]).any(axis=1)
    happens = (records.created_at[person] < day) & ~is_change
    happens &= (entered >= world.end_s) | (entered + delay < world.end_s - DAY)
    happens &= (records.merged_at[person] == NEVER) & (records.deleted_at[person] == NEVER)
    # Twice the same person and day would be one row.
    _, first = np.unique(person * (1 << 33) + day, return_index=True)
    happens &= np.isin(np.arange(size), first)
    account = who.account[person]
    return {
        "person": person,
        "day": day,
        "segment": (block.accounts.segment[account].astype(np.int64) + 1) % 4,
        "tier": draws.integers(0, len(TIERS), size),
        "stage": np.full(size, STAGES.index("churned")),
        "region": block.accounts.region[account].astype(np.int64),
        "entered": np.where(happens, entered, NEVER),
        "fixed": np.full(size, NEVER),
        "deleted": np.where(happens, entered + delay, NEVER),
        "wrong_segment": np.zeros(size, dtype=np.int64),
        "wrong_tier": np.zeros(size, dtype=np.int64),
        "is_late": np.zeros(size, dtype=bool),
    }


def _draw_staff(block: Block) -> Staff:
    """Employees, former sellers, and who owned an account before: a former or another seller."""
    draws, world, accounts = block.draws("crm.staff"), block.world, block.accounts
    now, count = block.employees, len(block.employees.number)
    former = max(1, count // 12)
    first, last = (
        np.array(names, dtype=object)[draws.integers(0, len(names), former)]
        for names in (people.FIRST_NAMES, people.LAST_NAMES)
    )
    earliest, latest = world.start_s + 30 * DAY, world.end_s - 60 * DAY
    left = draws.within(earliest, latest, former) // DAY * DAY
    hired = now.hired_at.min() - draws.integers(100, 2000, former) * DAY
    department = np.concatenate([now.department, np.full(former, SALES)])
    head = np.array([np.argmax(now.department == each) for each in range(len(DEPARTMENTS))])
    left_at = np.concatenate([np.full(count, NEVER), left])

    size = len(accounts)
    sellers = np.flatnonzero(now.department == SALES)
    other = sellers[(np.searchsorted(sellers, accounts.owner) + 1) % len(sellers)]
    is_former = draws.chance(0.5, size)
    before = np.where(is_former, count + draws.integers(0, former, size), other)
    changed = draws.within(earliest, world.end_s - 2 * DAY, size) // DAY * DAY
    changed = np.where(is_former, left_at[before], changed)
    changes = draws.chance(0.4, size) & (accounts.created_at + 30 * DAY < changed)
    return Staff(
        number=np.concatenate([now.number, block.ids(former, count)]),
        department=department,
        name=np.concatenate([now.name, first + " " + last]),
        is_head=np.isin(np.arange(count + former), head),
        head=head[department],
        hired_at=np.concatenate([now.hired_at, hired]),
        left_at=left_at,
        owner=accounts.owner,
        owner_before=before,
        owner_changed_at=np.where(changes, changed, 0),
    )


def _write_employees(block: Block, staff: Staff) -> None:
    emails = [
        f"{name.lower().replace(' ', '.')}{number}@meridian.example"
        for name, number in zip(staff.name.tolist(), staff.number.tolist(), strict=True)
    ]
    rows = {
        "number": staff.number,
        "name": staff.name,
        "email": np.array(emails, dtype=object),
        "department": staff.department,
        "title": 2 * staff.department + ~staff.is_head,
        "manager": np.where(staff.is_head, -1, staff.number[staff.head]),
        "hired": staff.hired_at,
        "left": staff.left_at,
    }
    rows = versions(block.world, rows, staff.hired_at, staff.left_at)
    select = f"""
        id('E', number) as employee_id, name as full_name, email,
        word({words(title for titles in JOB_TITLES for title in titles)}, title) as job_title,
        word({words(DEPARTMENTS)}, department) as department_id,
        id('E', manager) as manager_employee_id, day(hired) as hired_on,
        case when "left" <= as_of then day("left") end as left_on, iso(as_of) as updated_at
    """
    block.files.write("crm/employees", rows, select, rows["as_of"] + SYNC)


def _write_account_team(block: Block, staff: Staff) -> None:
    """The owner of each account and the one before; others for the bigger customers."""
    draws, accounts, size = block.draws("crm.team"), block.accounts, len(block.accounts)
    every = np.arange(size)
    created = accounts.created_at // DAY * DAY
    since, left = accounts.customer_since // DAY * DAY, accounts.churned_at // DAY * DAY
    changes = np.flatnonzero(staff.owner_changed_at > 0)
    service = np.flatnonzero(block.employees.department == DEPARTMENTS.index("service"))
    is_big, is_enterprise = np.flatnonzero(accounts.segment <= 1), accounts.segment == 0
    top = np.flatnonzero(is_enterprise)
    title = np.where(is_enterprise, 4, 0)

    def part(account: np.ndarray, employee: np.ndarray, role: int, **columns: np.ndarray) -> Rows:
        columns = {"title": role, "line": -1, "start": since[account], "end": left[account]} | {
            name: column[account] for name, column in columns.items()
        }
        rows = {"number": accounts.number[account], "employee": staff.number[employee]} | columns
        rows["role"] = np.full(len(account), role)
        return {name: np.broadcast_to(column, len(account)) for name, column in rows.items()}

    never = np.full(size, NEVER)
    owned_from = np.where(staff.owner_changed_at > 0, staff.owner_changed_at, created)
    colleagues = service[draws.integers(0, len(service), len(is_big))]
    experts = service[draws.integers(0, len(service), len(is_big))]
    rows = stacked(
        part(every, staff.owner, 0, title=title, start=owned_from, end=never),
        part(
            changes,
            staff.owner_before[changes],
            0,
            title=title,
            start=created,
            end=staff.owner_changed_at,
        ),
        part(is_big, colleagues, 1, line=accounts.product),
        part(is_big, experts, 2),
        part(top, staff.head[staff.owner[top]], 3),
    )
    # Entered the day after, when the account's record has surely landed.
    late = 26 * SYNC
    rows = versions(block.world, rows, rows["start"] + late, rows["end"] + late)
    select = f"""
        id('A', number) as account_id, id('E', employee) as employee_id,
        word({words(TEAM_ROLES)}, role) as team_role,
        word({words(TEAM_TITLES)}, title) as job_title,
        word({words(LINES)}, line) as product_line, day(start) as valid_from,
        case when "end" <= as_of then day("end") end as valid_to, iso(as_of) as updated_at
    """
    block.files.write("crm/account_team", rows, select, rows["as_of"] + SYNC)


def _add_fallen(block: Block) -> None:
    """People of accounts that turn passive: not the doubles."""
    who, world, accounts = block.people, block.world, block.accounts
    person = np.flatnonzero((accounts.turned_back[who.account] >= 0) & (who.merged_into < 0))
    if not len(person):
        return
    account = who.account[person]
    turned = [world.months_before(int(back)) for back in accounts.turned_back[account]]
    rows = {
        "number": who.number[person],
        "account": accounts.number[account],
        "turned": np.array(turned),
        "churned": accounts.churned_at[account],
    }
    select = """
        id('C', number) as customer_id, id('A', account) as account_id,
        cast(moment(turned) as date) as turned_month, moment(churned) as churned_at
    """
    block.truth.add("fallen_promoters", rows, select, rows["churned"])
