"""Subscriptions, a part of CRM: yearly terms of software and of service plans, and their events.

A subscription is landed again, in its state of then, with every event of it. Dirt, listed in the
truth: late versions and events, and subscriptions entered by mistake, deleted days later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.draws import Draws, rank
from sampling.files import Rows, words
from sampling.people import NEVER
from sampling.versions import add_dirt, arrivals, last_known, since_start, some, taken
from sampling.world import CURRENCIES, DAY, PRODUCTS, SEGMENTS

if TYPE_CHECKING:
    from sampling.crm import Records, Staff

SUBSCRIBED = [*PRODUCTS, "service_plan"]
SERVICE_PLAN = len(PRODUCTS)
HAS_SOFTWARE = np.array([False, False, True, True])
SMALL_BUSINESS = SEGMENTS.index("small_business")
SEATS = np.array([[20, 200], [10, 60], [2, 15], [1, 3], [10, 50]])  # by segment, from and below
SEAT_PRICES = np.array([0, 0, 4_500, 6_000, 25_000])  # cents a month in EUR, by product
MARGINS = np.array([0.0, 0.0, 0.75, 0.7, 0.3])
RATES = np.array([1.0, 1.1, 1.1, 7.8])  # of the regions' currencies
TERM = 365 * DAY
SECOND_SUBSCRIPTIONS, SERVICE_PLANS = 0.25, 0.4  # of accounts with software; of the others
CHANGES = 0.35  # of terms, in which seats are added or given up
LAPSES = 0.03  # of terms that are not renewed though the customer stays
MISTAKES = 0.01
YEARLY_RISE, PRICE_RISE = 103, 115  # per cent, at a renewal; the second as the story says
EVENT_TYPES = ["started", "renewed", "expanded", "contracted", "cancelled", "ended"]
STARTED, RENEWED, EXPANDED, CONTRACTED, CANCELLED, ENDED, REMOVED = range(7)
REASONS = ["price", "service", "competitor", "no_longer_needed", "reliability"]


def write(block: Block, records: Records, staff: Staff) -> None:
    """Write the subscriptions, a version for every event, and the events."""
    contracts = _draw_contracts(block, records, staff)
    events = _draw_events(block, contracts)
    rows = since_start(block.world, events)
    place = rows["place"]
    rows |= taken(contracts, place)
    rows["cost"] = (rows["amount"] * rows["cost_share"]).astype(np.int64)
    rows["person_id"] = block.person_ids(rows["person"])
    rows["is_deleted"] = rows["kind"] == REMOVED
    keys = f"""
        id('S', number) as subscription_id, id('A', account_number) as account_id,
        word({words(SUBSCRIBED)}, product) as product_id
    """
    state = f"""
        word({words(CURRENCIES)}, region) as currency,
        cast(amount / 100 as decimal(18, 2)) as monthly_amount, seats as seat_count, is_deleted
    """
    select = f"""
        {keys}, id('C', customer) as customer_id, id('E', seller) as sales_employee_id,
        iso(start) as started_at, iso(term_end) as term_ends_at,
        case when notice <= as_of then iso(notice) end as cancelled_at,
        case when "end" <= as_of then iso("end") end as ended_at,
        case when notice <= as_of then word({words(REASONS)}, reason) end as cancellation_reason,
        {state}, cast(cost / 100 as decimal(18, 2)) as monthly_cost, iso(as_of) as updated_at
    """
    block.files.write("crm/subscriptions", rows, select, rows["arrived"], "jsonl")
    kinds = {"late": rows["is_late"], "deleted": rows["is_deleted"]}
    add_dirt(block, "crm/subscriptions", "S", rows, rows["arrived"], kinds)
    select = f"""
        {keys}, {state}, person_id, moment(start) as started_at,
        case when notice <= as_of then moment(notice) end as cancelled_at,
        case when "end" <= as_of then moment("end") end as ended_at
    """
    last = last_known(rows, rows["arrived"], block.world.known_s)
    if len(last["place"]):
        block.truth.add("subscriptions", last, select, -1)
    _write_events(block, contracts, events)


def _write_events(block: Block, contracts: Rows, events: Rows) -> None:
    """All events, those before the world too: they are a log."""
    rows = taken(events, events["kind"] != REMOVED)
    rows["number"] = block.ids(len(rows["as_of"]))
    rows["contract"] = contracts["number"][rows["place"]]
    select = f"""
        id('V', number) as subscription_event_id, id('S', contract) as subscription_id,
        word({words(EVENT_TYPES)}, kind) as event_type, iso(as_of) as occurred_at,
        case when kind = {ENDED} then 0 else cast(amount / 100 as decimal(18, 2)) end
            as monthly_amount,
        case when kind = {ENDED} then 0 else seats end as seat_count,
        iso(term_end) as term_ends_at, iso(as_of) as updated_at
    """
    block.files.write("crm/subscription_events", rows, select, rows["arrived"], "jsonl")
    kinds = {"late": rows["is_late"]}
    add_dirt(block, "crm/subscription_events", "V", rows, rows["arrived"], kinds)


def _draw_contracts(block: Block, records: Records, staff: Staff) -> Rows:
    """Software from the first order on, a second one for some; service plans for machines.

    They end when the account leaves, or before, at the end of a term. Some are entered by
    mistake, and removed.
    """
    draws, world, accounts = block.draws("crm.contracts"), block.world, block.accounts
    account, product, start, is_mistake = _draw_starts(block, draws)
    size, segment = len(account), accounts.segment[account]
    terms = (world.horizon_s - int(start.min())) // TERM + 1
    lapses = draws.uniform((size, terms)) < LAPSES
    lapse = start + (lapses.argmax(axis=1) + 1) * TERM
    lapse = np.where(lapses.any(axis=1), lapse, NEVER)
    end = np.where(is_mistake, NEVER, np.minimum(accounts.churned_at[account], lapse))
    notice = np.where(end == NEVER, NEVER, end - draws.integers(30 * DAY, 80 * DAY, size))
    removed = np.where(is_mistake, start + draws.integers(DAY, 6 * DAY, size), NEVER)
    price = SEAT_PRICES[product] * RATES[accounts.region[account]]
    person = records.first_person[account]
    return {
        "number": block.ids(size),
        "account": account,
        "account_number": accounts.number[account],
        "person": person,
        "customer": block.people.number[person],
        "seller": staff.number[staff.owner_at(account, start)],
        "product": product,
        "region": accounts.region[account],
        "start": start,
        "notice": notice,
        "end": end,
        "removed": removed,
        "reason": draws.integers(0, len(REASONS), size),
        "first_seats": draws.integers(*SEATS[segment].T, size),
        "unit": draws.lognormal(price, 0.1, size).astype(np.int64),
        "cost_share": 1 - MARGINS[product] + 0.05 * draws.normal(size),
        "is_small": segment == SMALL_BUSINESS,
    }


def _draw_starts(
    block: Block, draws: Draws
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Accounts, products and first moments of subscriptions, and which are mistakes."""
    world, accounts, size = block.world, block.accounts, len(block.accounts)
    has_software = HAS_SOFTWARE[accounts.product]
    product = np.where(has_software, accounts.product, SERVICE_PLAN)
    start = accounts.customer_since + draws.integers(3600, 3 * DAY, size)
    has = (has_software | draws.chance(SERVICE_PLANS, size)) & (start < world.horizon_s)
    has[np.argmin(start)] = True
    later = accounts.customer_since + draws.integers(100 * DAY, 700 * DAY, size)
    has_two = has_software & draws.chance(SECOND_SUBSCRIPTIONS, size)
    has_two &= (later < world.horizon_s) & (later + 120 * DAY < accounts.churned_at)
    account = np.concatenate([np.flatnonzero(has), np.flatnonzero(has_two)])
    product = np.concatenate([product[has], 5 - product[has_two]])  # the other software
    start = np.concatenate([start[has], later[has_two]])
    wrong = np.flatnonzero(some(draws, np.ones(len(start), dtype=bool), MISTAKES))
    again = draws.within(world.start_s, world.horizon_s, len(wrong))
    is_mistake = np.arange(len(start) + len(wrong)) >= len(start)
    return (
        np.concatenate([account, account[wrong]]),
        np.concatenate([product, product[wrong]]),
        np.concatenate([start, again]),
        is_mistake,
    )


def _draw_events(block: Block, contracts: Rows) -> Rows:
    """Events by `place` of the contract, in order of `as_of`; `seats` and `amount` from then on.

    `amount` is in cents a month. Who thinks well of the company adds seats, others give some up;
    the price rises at every renewal, and once more for small businesses.
    """
    draws, world, accounts = block.draws("crm.terms"), block.world, block.accounts
    account, start, size = contracts["account"], contracts["start"], len(contracts["start"])
    last = np.minimum(contracts["notice"], contracts["removed"])
    liking = rank(accounts.mood[account])
    turned = [world.months_before(int(b)) if b >= 0 else NEVER for b in accounts.turned_back]
    turned = np.array(turned, dtype=np.int64)[account]
    rise = world.months_before(stories.PRICE_RISE_MONTHS[1])
    seats, unit, term_end = contracts["first_seats"], contracts["unit"], start + TERM
    parts = []

    def happen(mask: np.ndarray, at: np.ndarray, kind: np.ndarray | int) -> None:
        columns = {"as_of": at, "kind": kind, "seats": seats, "amount": seats * unit}
        columns |= {"place": np.arange(size), "term_end": term_end}
        parts.append({name: np.broadcast_to(c, size)[mask] for name, c in columns.items()})

    happen(start < world.horizon_s, start, STARTED)
    for term in range((world.horizon_s - int(start.min())) // TERM + 1):
        at = start + term * TERM + draws.integers(30 * DAY, 320 * DAY, size)
        grows = (draws.uniform(size) < 0.3 + 0.5 * liking) & (at < turned)
        step = np.maximum(seats // 5, 1)
        changed = np.maximum(seats + np.where(grows, step, -step), 1)
        changes = (at < np.minimum(last, world.horizon_s)) & (changed != seats)
        changes &= draws.chance(CHANGES, size)
        seats = np.where(changes, changed, seats)
        happen(changes, at, np.where(grows, EXPANDED, CONTRACTED))
        at = start + (term + 1) * TERM
        renews = at < np.minimum(last, world.horizon_s)
        rises_more = contracts["is_small"] & (at >= rise) & (at < rise + TERM)
        per_cent = np.where(rises_more, PRICE_RISE, YEARLY_RISE)
        unit = np.where(renews, unit * per_cent // 100, unit)
        term_end = np.where(renews, at + TERM, term_end)
        happen(renews, at, RENEWED)
    is_cancelled = contracts["notice"] < world.horizon_s
    term_end = np.where(is_cancelled, contracts["end"], term_end)
    happen(is_cancelled, contracts["notice"], CANCELLED)
    happen(contracts["end"] < world.horizon_s, contracts["end"], ENDED)
    happen(contracts["removed"] < world.horizon_s, contracts["removed"], REMOVED)
    events = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    events = taken(events, np.lexsort((events["place"], events["as_of"])))
    events["arrived"], events["is_late"] = arrivals(draws, events["as_of"])
    return events
