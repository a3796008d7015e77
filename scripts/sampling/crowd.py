"""Customers and strangers as one crowd: who turns up where a company cannot choose its visitors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sampling import people
from sampling.block import Block
from sampling.draws import Codes, Draws, Seconds
from sampling.files import Rows
from sampling.people import FIRST_NAMES, LAST_NAMES, People, numbered
from sampling.world import DAY, UTC_OFFSETS

STRANGERS = 150  # at scale 1
FIRST_STRANGER, FIRST_PHONE = 5_000_000, 31_000  # first numbers of a block, less 1
FIRST_ANONYMOUS_VISITOR = 1_000_000
DEVICES = 4  # that one person may have, each a visitor of the site


@dataclass
class Crowd:
    """A place below `customers` is that of a customer, the rest are strangers, -1 is nobody."""

    block: Block
    customers: int
    people: People  # but for strangers' lives, which are not known: only how they appear
    region: Codes
    language: Codes
    product: Codes  # -1 for strangers

    def __len__(self) -> int:
        """How many there are."""
        return len(self.region)

    def customer(self, who: np.ndarray) -> np.ndarray:
        """Place in the block's people, -1 for strangers and nobody."""
        return np.where(who < self.customers, who, -1)

    @cached_property
    def ids(self) -> np.ndarray:
        """True ids of everyone, nobody's last: C0000012, P0000012, None."""
        ids = self.block.person_ids(np.arange(self.customers))
        strangers = numbered("P", self.people.number[self.customers :])
        return np.concatenate([ids, strangers, np.array([None], dtype=object)])

    def account_ids(self, who: np.ndarray, is_known: np.ndarray) -> np.ndarray:
        """Accounts as CRM numbers them, "" where they are not known to the source."""
        ids = np.append(numbered("A", self.block.accounts.number), "")
        account = self.block.people.account[np.maximum(self.customer(who), 0)]
        return ids[np.where(is_known & (self.customer(who) >= 0), account, -1)]

    def as_of(self, who: np.ndarray, moments: Seconds) -> Rows:
        """What people were then, as codes: region, segment, tier, stage; -1 for strangers."""
        block, customer = self.block, self.customer(who)
        account = block.people.account[customer]
        place = block.people.place_at(customer, moments)
        codes = {
            "region": block.accounts.region[account],
            "segment": block.accounts.segment[account],
            "tier": block.people.tier[customer, place],
            "stage": block.people.stage[customer, place],
        }
        return {
            name: np.where(customer < 0, -1, code).astype(np.int16) for name, code in codes.items()
        }

    def visitor(self, who: np.ndarray, device: Codes | int = 0) -> np.ndarray:
        """Numbers of the visitors that people are on their devices."""
        return self.block.ids(1)[0] + who * DEVICES + device

    def when_active(
        self, draws: Draws, size: int, among: np.ndarray | bool = True, also_before: bool = False
    ) -> tuple[np.ndarray, Seconds]:
        """Customers and moments at which days of theirs begin, on which they were customers.

        Only those in the mask `among` of all customers; with `also_before` prospects too. From the
        world's second day on; at most `size` of them.
        """
        world, accounts, known = self.block.world, self.block.accounts, self.block.people
        tries = 5 * size + 50
        who = draws.integers(0, self.customers, tries)
        day = draws.within(world.start_s + DAY, world.horizon_s, tries) // DAY * DAY
        day = day - UTC_OFFSETS[self.region[who]] * 3600
        since = accounts.created_at if also_before else accounts.customer_since
        account = known.account[who]
        fits = (since[account] <= day) & (day + DAY < accounts.churned_at[account])
        fits &= np.broadcast_to(among, self.customers)[who] & (known.merged_into[who] < 0)
        taken = np.flatnonzero(fits)[:size]
        return who[taken], day[taken]


def over_months(block: Block, count: float, least: int = 1) -> int:
    """How many of something a block's world has, of which 36 months at scale 1 have `count`."""
    return block.count(count * block.world.months / 36, least)


def gather(block: Block) -> Crowd:
    """Draw the strangers of a block, and put them beside its customers."""
    draws, size = block.draws("strangers"), block.count(STRANGERS, 3)
    known, accounts = block.people, block.accounts
    region = draws.choose([0.35, 0.25, 0.15, 0.25], size)
    number = block.ids(size, FIRST_STRANGER)
    first, last = (
        np.array(names, dtype=object)[draws.integers(0, len(names), size)]
        for names in (FIRST_NAMES, LAST_NAMES)
    )
    tail = np.array([f".p{value}@gmail.com" for value in number.tolist()], dtype=object)
    email = np.array([text.lower() for text in first + "." + last], dtype=object) + tail
    is_own = np.ones(size, dtype=bool)

    def both(name: str, strangers: np.ndarray) -> np.ndarray:
        return np.concatenate([getattr(known, name), strangers])

    everyone = replace(
        known,
        number=both("number", number),
        name=both("name", first + " " + last),
        email=both("email", email),
        phone=both("phone", people._phones(region, block.ids(size, FIRST_PHONE))),
        has_own_email=both("has_own_email", is_own),
        has_own_phone=both("has_own_phone", is_own),
    )
    return Crowd(
        block=block,
        customers=len(known),
        people=everyone,
        region=np.concatenate([accounts.region[known.account], region]),
        language=both("language", (region == 3).astype(np.int16)),
        product=np.concatenate([accounts.product[known.account], np.full(size, -1)]),
    )
