"""Money, a part of CRM: orders and their lines, and referrals; subscriptions have their own file.

A purchase in the truth's touchpoints is one order line that sells: `record_id` is its
order_line_id, its moment that of the order. Lines that take goods back are none; cancelled orders
were placed and are; deleted ones are, marked so. An order and its lines arrive together.

Dirt, each listed in the truth: late versions, amounts entered ten times too high and corrected,
amounts with signs and separators, lines sent twice, days of orders that nobody can read (some are
corrected), and orders entered by mistake, deleted later. The amounts and moments
that the truth holds are those of the last version that arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling import stories
from sampling.block import Block, Occasions, named
from sampling.draws import HOME_HOURS, WORK_HOURS, Draws, Seconds, rank
from sampling.files import Rows, words
from sampling.people import NEVER, is_active, numbered
from sampling.versions import (
    add_dirt,
    arrivals,
    last_known,
    some,
    stacked,
    taken,
    versions,
)
from sampling.world import (
    CURRENCIES,
    DAY,
    PRODUCTS,
    REGIONS,
    SEGMENTS,
    THEMES,
    UTC_OFFSETS,
)

if TYPE_CHECKING:
    from sampling.crm import Records, Staff

ORDERS, REFERRALS = 2000, 160  # at scale 1 in 36 months; of referrals those that come to nothing
LINE_COUNTS = [0.6, 0.3, 0.1]  # shares of orders with one line, two, three
SOLD = [*PRODUCTS, "spare_parts"]
SPARE_PARTS = len(PRODUCTS)
CONSUMER, SMALL_BUSINESS = SEGMENTS.index("consumer"), SEGMENTS.index("small_business")
# Cents per unit in EUR, and days until delivery, from and below, by product.
PRICES = np.array([2_400_000, 900_000, 120_000, 60_000, 30_000])
LEAD_DAYS = np.array([[20, 60], [15, 45], [1, 3], [1, 3], [2, 9]])
# By segment how often they order and what they pay; by tier how often; by region the currency.
SEGMENT_ORDERS = np.array([1.5, 1.2, 1.0, 0.7, 1.0])
SEGMENT_PRICES = np.array([0.85, 0.95, 1.0, 0.1, 0.9])
TIER_ORDERS = np.array([1.0, 0.7, 0.45])
RATES = np.array([1.0, 1.1, 1.1, 7.8])
PRICE_RISE = 1.12  # of small businesses, as the story says
# Expected margin of an order line, and how it spreads between accounts and between lines.
SEGMENT_MARGINS = np.array([0.2, 0.26, 0.32, 0.38, 0.22])
TIER_MARGINS = np.array([0.1, 0.0, -0.1])
ACCOUNT_SPREAD, LINE_SPREAD = 0.08, 0.04
LATE_DELIVERIES, RETURNS, CANCELLED_ORDERS, STUCK = 0.12, 0.04, 0.03, 0.005
SALES_CHANNELS = ["web_shop", "store", "sales_team", "partner"]
SALES_TEAM, PARTNER = 2, 3
ANONYMOUS = 0.2  # of what partners sell: without the person who ordered
RETURN_REASONS = ["wrong size", "damaged in transit", "ordered too many", "不合适", "质量问题"]
# Shares of dirty orders and lines.
UNREADABLE, DELETED, CORRECTED, ODD_AMOUNTS, RESENT = 0.004, 0.006, 0.008, 0.01, 0.005
UNREADABLE_DAYS = ["pending", "2025-13-45", "31.02.2025 25:61", "待定"]
SIGNS = ["€", "$", "$", "¥"]  # of the regions

REFERRED = 0.35  # of accounts that became customers
REFERRAL_CHANNELS = ["link", "event", "reference_call", "word_of_mouth"]

CURRENCY = f"word({words(CURRENCIES)}, region)"
PRODUCT = f"word({words(SOLD)}, product)"


def write(block: Block, records: Records, staff: Staff) -> Occasions:
    """Write all tables, and return the orders that were delivered and not sent back."""
    orders = _draw_orders(block, records, staff)
    lines = _draw_lines(block, orders)
    returns = _draw_returns(block, lines)
    known = _write_orders(block, orders)
    _write_lines(block, orders, stacked(lines, returns), known)
    _add_purchases(block, records, orders, lines, known)
    _write_referrals(block, records, orders)
    return _occasions(block, orders, lines, returns)


def _until_horizon(block: Block, count: float) -> int:
    """How many of something happen until the horizon, if `count` do in 36 months at scale 1."""
    months = (block.world.horizon_s - block.world.start_s) / (365.25 / 12 * DAY)
    return block.count(count * months / 36)


def _draw_orders(block: Block, records: Records, staff: Staff) -> Rows:
    """Orders but for their delivery; `buyer` is who ordered, `person` who is known to have."""
    draws, accounts = block.draws("crm.orders"), block.accounts
    buyer, at, is_first = _draw_buyers(block, draws, records)
    size, account = len(buyer), block.people.account[buyer]
    channel = np.where(
        accounts.segment[account] == CONSUMER,
        draws.choose([6, 3, 0, 1], size),
        draws.choose([3, 0, 5, 2], size),
    )
    is_anonymous = (channel == PARTNER) & draws.chance(ANONYMOUS, size) & ~is_first
    seller = staff.number[staff.owner_at(account, at)]
    # First orders stay clean: what is said of new customers hangs on them.
    is_cancelled = some(draws, ~is_first, CANCELLED_ORDERS)
    is_deleted = some(draws, ~is_first & ~is_cancelled, DELETED)
    is_unreadable = some(draws, ~is_first & ~is_cancelled & ~is_deleted, UNREADABLE, 2)
    is_corrected = np.cumsum(is_unreadable) % 2 == 1  # every second one
    corrected = at + draws.integers(3 * DAY, 20 * DAY, size)
    known, is_late = arrivals(draws, at)
    return {
        "number": block.ids(size),
        "buyer": buyer,
        "person": np.where(is_anonymous, -1, buyer),
        "account": account,
        "region": accounts.region[account],
        "is_first": is_first,
        "ordered": at,
        "form": np.where(draws.chance(0.12, size), draws.integers(1, 7, size), 0),
        "channel": channel,
        "seller": np.where(channel == SALES_TEAM, seller, -1),
        "brand": np.where(draws.chance(0.8, size), 0, -1),
        "cancelled": np.where(is_cancelled, at + draws.integers(1800, DAY, size), NEVER),
        "deleted": np.where(is_deleted, at + draws.integers(3600, DAY, size), NEVER),
        "is_unreadable": is_unreadable,
        "corrected": np.where(is_corrected, corrected, NEVER),
        "known": known,
        "is_late": is_late,
    }


def _draw_buyers(
    block: Block, draws: Draws, records: Records
) -> tuple[np.ndarray, Seconds, np.ndarray]:
    """Who orders and when, in order of time; and whether it is the account's first order.

    Accounts that become customers in the world begin with the order of that moment. The others
    come from active people: more from higher tiers and from those with a better opinion.
    """
    world, accounts, who = block.world, block.accounts, block.people
    new = (accounts.customer_since >= world.start_s) & (accounts.customer_since < world.horizon_s)
    first, first_at = records.first_person[new], accounts.customer_since[new]

    size = max(_until_horizon(block, ORDERS) - len(first), 10)
    account, is_double = who.account, who.merged_into >= 0
    begin = np.maximum(accounts.customer_since[account] + DAY, world.start_s)
    begin = np.where(is_double, np.maximum(begin, records.created_at + DAY), begin)
    end = np.minimum(accounts.churned_at[account], world.horizon_s)
    end = np.where(is_double, np.minimum(end, records.merged_at), end)
    weight = np.maximum(end - begin, 0) * SEGMENT_ORDERS[accounts.segment[account]]
    bounds = np.cumsum(weight * (0.6 + 0.8 * rank(who.opinion)))
    person = np.searchsorted(bounds, draws.uniform(3 * size + 50) * bounds[-1], side="right")
    person = np.minimum(person, len(who) - 1)
    at = draws.within(begin[person], end[person], len(person))
    orders = draws.chance(TIER_ORDERS[who.tier_at(person, at)], len(person))
    person, at = person[orders][:size], at[orders][:size]
    account = who.account[person]
    offset, midnight = UTC_OFFSETS[accounts.region[account]], at // DAY * DAY
    at = np.where(
        accounts.segment[account] == CONSUMER,
        draws.of_day(midnight, HOME_HOURS, offset),
        draws.of_day(midnight, WORK_HOURS, offset),
    )
    at = np.clip(at, begin[person], end[person] - 1)

    person, at = np.concatenate([first, person]), np.concatenate([first_at, at])
    order = np.argsort(at, kind="stable")
    return person[order], at[order], (order < len(first))


def _draw_lines(block: Block, orders: Rows) -> Rows:
    """Lines that sell, of products that the account uses and of others; sets orders' delivery."""
    draws = block.draws("crm.lines")
    count = draws.choose(LINE_COUNTS, len(orders["number"])) + 1
    order = np.repeat(np.arange(len(count)), count)
    size, account = len(order), orders["account"][order]
    product = np.where(
        draws.chance(0.6, size),
        block.accounts.product[account],
        draws.choose([1, 1, 1, 1, 3], size),
    )
    _deliver(draws, orders, order, product)
    promised, delivered = orders["promised"][order], orders["delivered"][order]
    ordered = orders["ordered"][order]
    # Some lines come before the rest of their order.
    ahead = (0.3 * draws.uniform(size) * np.minimum(delivered - ordered, 90 * DAY)).astype(np.int64)
    comes_ahead = (delivered < NEVER) & draws.chance(0.1, size)
    quantity, net, cost = _price(block, draws, orders, order, product)
    is_wrong = some(draws, np.ones(size, dtype=bool), CORRECTED)
    fixed = ordered + draws.integers(DAY, 20 * DAY, size)
    return {
        "number": block.ids(size),
        "order": order,
        "product": product,
        "quantity": quantity,
        "net": net,
        "cost": cost,
        "promised": promised,
        "delivered": np.where(comes_ahead, delivered - ahead, delivered),
        "is_return": np.zeros(size, dtype=bool),
        "first": ordered,
        "returned_line": np.full(size, -1),
        "reason": np.full(size, -1),
        "fixed": np.where(is_wrong, fixed, -1),
        "form": np.where(draws.chance(ODD_AMOUNTS, size), draws.integers(1, 4, size), 0),
    }


def _deliver(draws: Draws, orders: Rows, order: np.ndarray, product: np.ndarray) -> None:
    """Set when orders are promised, shipped and delivered: all but a few, and one in eight late."""
    size, at = len(orders["number"]), orders["ordered"]
    lead = np.zeros(size, dtype=np.int64)
    np.maximum.at(lead, order, draws.integers(*LEAD_DAYS[product].T, len(order)))
    promised = (at // DAY + lead) * DAY + 17 * 3600
    in_time = at + ((0.4 + 0.6 * draws.uniform(size)) * (promised - at)).astype(np.int64)
    late = promised + 6 * 3600 + draws.exponential(6 * DAY, size).astype(np.int64)
    delivered = np.where(draws.chance(LATE_DELIVERIES, size), late, in_time)
    is_stuck = some(draws, ~orders["is_first"], STUCK)
    never = is_stuck | (orders["cancelled"] < NEVER) | (orders["deleted"] < NEVER)
    delivered = np.where(never, NEVER, delivered)
    transit = ((0.1 + 0.3 * draws.uniform(size)) * (in_time - at)).astype(np.int64)
    orders["promised"], orders["delivered"] = promised, delivered
    orders["shipped"] = np.where(never, NEVER, delivered - transit)


def _price(
    block: Block, draws: Draws, orders: Rows, order: np.ndarray, product: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Quantity, net amount and cost in cents of the order's currency, of lines that sell."""
    size, at = len(order), orders["ordered"][order]
    buyer, account = orders["buyer"][order], orders["account"][order]
    segment = block.accounts.segment[account]
    quantity = np.where(
        product == SPARE_PARTS, draws.integers(1, 20, size), 1 + draws.choose([6, 2, 1], size)
    )
    rise = (segment == SMALL_BUSINESS) & (
        at >= block.world.months_before(stories.PRICE_RISE_MONTHS[1])
    )
    unit = PRICES[product] * SEGMENT_PRICES[segment] * RATES[orders["region"][order]]
    unit = draws.lognormal(unit * np.where(rise, PRICE_RISE, 1.0), 0.2, size)
    net = (unit * quantity).astype(np.int64)
    of_account = draws.normal(len(block.accounts)) * ACCOUNT_SPREAD
    margin = SEGMENT_MARGINS[segment] + TIER_MARGINS[block.people.tier_at(buyer, at)]
    margin = margin + of_account[account] + draws.normal(size) * LINE_SPREAD
    return quantity, net, (net * (1 - np.clip(margin, -0.3, 0.8))).astype(np.int64)


def _draw_returns(block: Block, lines: Rows) -> Rows:
    """Lines that take goods back, all or part; what can be sold again gives its cost back."""
    draws = block.draws("crm.returns")
    returned = lines["delivered"] + draws.integers(2 * DAY, 40 * DAY, len(lines["number"]))
    chosen = some(draws, returned < block.world.horizon_s, RETURNS)
    sold, size = taken(lines, chosen), int(chosen.sum())
    quantity = draws.integers(1, sold["quantity"] + 1, size)
    part = quantity / sold["quantity"]
    resold = draws.chance(0.6, size)
    none = np.full(size, -1)
    return {
        "number": block.ids(size, len(lines["number"])),
        "order": sold["order"],
        "product": sold["product"],
        "quantity": -quantity,
        "net": -(sold["net"] * part).astype(np.int64),
        "cost": -(sold["cost"] * part * resold).astype(np.int64),
        "promised": none,
        "delivered": np.full(size, NEVER),
        "is_return": np.ones(size, dtype=bool),
        "first": returned[chosen],
        "returned_line": sold["number"],
        "reason": draws.integers(0, len(RETURN_REASONS), size),
        "fixed": none,
        "form": np.zeros(size, dtype=np.int64),
    }


def _write_orders(block: Block, orders: Rows) -> Rows:
    """Write the orders with their changes; returns what is known at last, one entry per order."""
    draws, world = block.draws("crm.orders.written"), block.world
    changes = [orders[name] for name in ("ordered", "shipped", "delivered", "cancelled", "deleted")]
    corrected = np.where(orders["is_unreadable"], orders["corrected"], NEVER)
    rows = versions(world, orders, *changes, corrected)
    arrived, is_late = arrivals(draws, rows["as_of"])
    is_new = rows["as_of"] == rows["ordered"]
    arrived = np.where(is_new, rows["known"], np.maximum(arrived, rows["known"]))
    is_late = np.where(is_new, rows["is_late"], is_late)
    is_unreadable = rows["is_unreadable"] & (rows["as_of"] < rows["corrected"])
    rows |= {
        "customer": np.append(block.people.number, -1)[rows["person"]],
        "account_number": block.accounts.number[rows["account"]],
        "unreadable": np.where(is_unreadable, rows["number"] % len(UNREADABLE_DAYS), -1),
    }
    select = f"""
        id('O', number) as order_id, id('A', account_number) as account_id,
        id('C', customer) as customer_id, word(['meridian'], brand) as brand_id,
        case when unreadable >= 0 then word({words(UNREADABLE_DAYS)}, unreadable)
            else any_form(ordered, form) end as ordered_at,
        word({words(SALES_CHANNELS)}, channel) as sales_channel,
        id('E', seller) as sales_employee_id, word({words(REGIONS)}, region) as region,
        {CURRENCY} as currency,
        case when cancelled <= as_of then 'cancelled' when delivered <= as_of then 'delivered'
            when shipped <= as_of then 'shipped' else 'placed' end as order_status,
        deleted <= as_of as is_deleted, iso(as_of) as updated_at
    """
    block.files.write("crm/orders", rows, select, arrived)
    is_deletion = rows["as_of"] == rows["deleted"]
    kinds = {"late": is_late, "unparsable_date": is_unreadable, "deleted": is_deletion}
    add_dirt(block, "crm/orders", "O", rows, arrived, kinds)
    last = last_known(rows, arrived, world.known_s)
    known = {name: np.zeros(len(orders["number"]), dtype=bool) for name in ("deleted", "unread")}
    known["deleted"][last["place"]] = last["deleted"] <= last["as_of"]
    known["unread"][last["place"]] = last["unreadable"] >= 0
    return known


def _write_lines(block: Block, orders: Rows, lines: Rows, known: Rows) -> None:
    """Write the lines, first as ordered, then as delivered; and what is known of them at last."""
    draws, world = block.draws("crm.lines.written"), block.world
    fixed = np.where(lines["fixed"] >= 0, lines["fixed"], NEVER)
    rows = versions(world, lines, lines["first"], lines["delivered"], fixed)
    arrived, is_late = arrivals(draws, rows["as_of"])
    order_known = orders["known"][rows["order"]]
    is_new = (rows["as_of"] == rows["first"]) & ~rows["is_return"]
    arrived = np.where(is_new, order_known, np.maximum(arrived, order_known))
    rows["order_number"] = orders["number"][rows["order"]]
    rows["region"] = orders["region"][rows["order"]]
    # Entered ten times too high at first.
    rows["factor"] = np.where(rows["as_of"] < rows["fixed"], 10, 1)
    kinds = {
        "late": is_late & ~is_new,
        "corrected": rows["factor"] > 1,
        "odd_amount": rows["form"] > 0,
    }
    add_dirt(block, "crm/order_lines", "L", rows, arrived, kinds)
    _add_lines(block, orders, last_known(rows, arrived, world.known_s), known)
    is_resent = some(draws, np.ones(len(arrived), dtype=bool), RESENT)
    again = taken(rows, is_resent)
    arrived_again = arrived[is_resent] + draws.integers(DAY, 20 * DAY, len(again["as_of"]))
    every = {"delivered_twice": np.ones(len(arrived_again), dtype=bool)}
    add_dirt(block, "crm/order_lines", "L", again, arrived_again, every)
    block.files.write(
        "crm/order_lines",
        stacked(rows, again),
        f"""
        id('L', number) as order_line_id, id('O', order_number) as order_id,
        {PRODUCT} as product_id, quantity, {_amount("net * factor")} as net_amount,
        cast(cost / 100 as decimal(18, 2)) as cost_amount, iso(promised) as promised_at,
        case when delivered <= as_of then iso(delivered) end as delivered_at, is_return,
        id('L', returned_line) as returned_order_line_id,
        case when is_return then iso(first) end as returned_at,
        word({words(RETURN_REASONS)}, reason) as return_reason, iso(as_of) as updated_at
        """,
        np.concatenate([arrived, arrived_again]),
    )


def _amount(cents: str) -> str:
    """An amount as it is written: plain, with separators, with a sign, or with both."""
    sign = f"word({words(SIGNS)}, region)"
    return f"""
        case form when 0 then printf('%.2f', {cents} / 100)
            when 1 then format('{{:,.2f}}', {cents} / 100)
            when 2 then {sign} || printf('%.2f', {cents} / 100)
            else {sign} || ' ' || format('{{:,.2f}}', {cents} / 100) end
    """


def _add_lines(block: Block, orders: Rows, lines: Rows, known: Rows) -> None:
    order = lines["order"]
    if not len(order):
        return
    lines |= {
        "person_id": block.person_ids(orders["person"][order]),
        "ordered": np.where(known["unread"][order], -1, orders["ordered"][order]),
        "is_deleted": known["deleted"][order],
    }
    select = f"""
        id('L', number) as order_line_id, id('O', order_number) as order_id, person_id,
        moment(ordered) as ordered_at, moment(promised) as promised_at,
        case when delivered <= as_of then moment(delivered) end as delivered_at, is_return,
        {CURRENCY} as currency, cast(net * factor / 100 as decimal(18, 2)) as amount,
        cast(cost / 100 as decimal(18, 2)) as cost, is_deleted
    """
    block.truth.add("order_lines", lines, select, -1)


def _add_purchases(block: Block, records: Records, orders: Rows, lines: Rows, known: Rows) -> None:
    """One touchpoint per line that sells."""
    order, moments = lines["order"], lines["first"]
    person = orders["person"][order]
    rows = block.as_of(person, moments) | {
        "number": lines["number"],
        "as_of": moments,
        "person_id": block.person_ids(person),
        "link_key": np.append(records.link_key, "")[person],
        "region": named(REGIONS, orders["region"][order]),
        "is_deleted": known["deleted"][order],
        "unread": known["unread"][order],
    }
    select = """
        'crm' as source_system, 'purchase' as touchpoint_type, id('L', number) as record_id,
        person_id, link_key, 'meridian' as brand_id, moment(as_of) as occurred_at, region,
        customer_segment, value_tier, lifecycle_stage, is_deleted,
        case when unread then 'unparsable_date' end as dirt
    """
    block.truth.add("touchpoints", rows, select, orders["known"][order])


def _occasions(block: Block, orders: Rows, lines: Rows, returns: Rows) -> Occasions:
    """Delivered orders that can be read, of known people, of which nothing came back."""
    draws, world = block.draws("crm.occasions"), block.world
    size = len(orders["number"])
    # The first line's product, and what the delivery is most likely remembered for.
    first_line = np.searchsorted(lines["order"], np.arange(size))
    product = lines["product"][first_line]
    is_late = orders["delivered"] > orders["promised"]
    weights = [3.0, 2.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    theme = np.where(
        is_late & draws.chance(0.7, size), THEMES.index("delivery"), draws.choose(weights, size)
    )
    is_returned = np.isin(np.arange(size), returns["order"])
    is_double = np.append(block.people.merged_into >= 0, True)[orders["person"]]
    asked = (orders["delivered"] < world.horizon_s) & ~is_returned & ~is_double
    asked &= ~orders["is_unreadable"]
    return Occasions(
        record=numbered("O", orders["number"][asked]),
        person=orders["person"][asked],
        ended_at=orders["delivered"][asked],
        theme=theme[asked].astype(np.int16),
        product=np.where(product < len(PRODUCTS), product, -1)[asked].astype(np.int16),
    )


def _write_referrals(block: Block, records: Records, orders: Rows) -> None:
    """Recommendations, most by people of good opinion: a third of new accounts came by one."""
    draws, world, accounts = block.draws("crm.referrals"), block.world, block.accounts
    new = np.flatnonzero(accounts.customer_since >= world.start_s)
    new = new[accounts.customer_since[new] < world.horizon_s]
    new = new[some(draws, np.ones(len(new), dtype=bool), REFERRED)]
    since = accounts.customer_since[new]
    vain = _until_horizon(block, REFERRALS)
    at = np.concatenate(
        [
            since - draws.integers(10 * DAY, 120 * DAY, len(new)),
            draws.within(world.start_s, world.horizon_s, vain),
        ]
    )
    size = len(at)
    referrer = _draw_referrers(block, draws, at)
    account = np.append(new, np.full(vain, -1))
    bought = np.append(since, np.full(vain, NEVER))
    share = 0.2 + 0.6 * draws.uniform(size)
    engaged = at + (share * np.minimum(bought - at, 60 * DAY)).astype(np.int64)
    answer = draws.choose([0.3, 0.4, 0.3], size)  # of those in vain: none, interest, declined
    is_vain = bought == NEVER
    engaged = np.where(is_vain & (answer != 1), NEVER, engaged)
    declined = np.where(
        is_vain & (answer == 2), at + draws.integers(2 * DAY, 40 * DAY, size), NEVER
    )
    first_order = np.full(len(accounts) + 1, -1)
    is_first = orders["is_first"]
    first_order[orders["account"][is_first]] = orders["number"][is_first]
    person = np.append(records.first_person, -1)[account]
    rows = {
        "number": block.ids(size),
        "referrer": referrer,
        "account": np.append(accounts.number, -1)[account],
        # They are seen a day after they were made, when their records have surely landed.
        "account_created": np.append(accounts.created_at + DAY, NEVER)[account],
        "customer": np.append(block.people.number, -1)[person],
        "customer_created": np.append(records.created_at + DAY, NEVER)[person],
        "referred": at,
        "engaged": engaged,
        "declined": declined,
        "bought": bought,
        "order": first_order[account],
        "channel": draws.choose([4, 2, 1, 3], size),
    }
    rows = taken(rows, referrer >= 0)
    moments = (rows[name] for name in ("referred", "engaged", "declined", "bought"))
    rows = versions(world, rows, *moments)
    if not len(rows["as_of"]):
        return
    rows["referrer_number"] = block.people.number[rows["referrer"]]
    rows["person_id"] = block.person_ids(rows["referrer"])
    select = f"""
        id('R', number) as referral_id, id('C', referrer_number) as referrer_customer_id,
        case when customer_created <= as_of then id('C', customer) end as referred_customer_id,
        case when account_created <= as_of then id('A', account) end as referred_account_id,
        iso(referred) as referred_at,
        word({words(REFERRAL_CHANNELS)}, channel) as referral_channel,
        case when bought <= as_of then 'bought' when declined <= as_of then 'declined'
            when engaged <= as_of then 'engaged' else 'invited' end as referral_status,
        case when bought <= as_of then iso(bought) end as converted_at,
        case when bought <= as_of then id('O', "order") end as first_order_id,
        iso(as_of) as updated_at
    """
    arrived, is_late = arrivals(draws, rows["as_of"])
    block.files.write("crm/referrals", rows, select, arrived)
    add_dirt(block, "crm/referrals", "R", rows, arrived, {"late": is_late})
    select = """
        id('R', number) as referral_id, person_id as referrer_person_id,
        case when account_created <= as_of then id('A', account) end as referred_account_id,
        moment(referred) as referred_at,
        case when bought <= as_of then moment(bought) end as converted_at,
        case when bought <= as_of then id('O', "order") end as first_order_id
    """
    last = last_known(rows, arrived, world.known_s)
    if len(last["place"]):
        block.truth.add("referrals", last, select, -1)


def _draw_referrers(block: Block, draws: Draws, at: Seconds) -> np.ndarray:
    """Active customers of then, by their opinion; -1 where of twelve candidates none was one."""
    who, accounts = block.people, block.accounts
    bounds = np.cumsum(rank(who.opinion) ** 3 + 0.02)
    candidates = np.searchsorted(bounds, draws.uniform((len(at), 12)) * bounds[-1], side="right")
    candidates = np.minimum(candidates, len(who) - 1)
    active = np.stack([is_active(who, accounts, column, at) for column in candidates.T], axis=1)
    chosen = candidates[np.arange(len(at)), active.argmax(axis=1)]
    return np.where(active.any(axis=1), chosen, -1)
