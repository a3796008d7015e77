"""A block: some accounts, their people, and all that happens to them; worlds are made of blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling import people
from sampling.draws import Codes, Draws, Seconds
from sampling.files import Files, Rows
from sampling.truth import Truth
from sampling.world import REGIONS, SEGMENTS, STAGES, TIERS, World


def named(listed: list[str], codes: Codes) -> np.ndarray:
    """Words at the places `codes`, None at -1; an array of objects."""
    return np.array([*listed, None], dtype=object)[codes]


@dataclass
class Block:
    """What a part is given. No record of one block refers to another's."""

    world: World
    number: int
    scale: float
    files: Files
    truth: Truth

    def __post_init__(self) -> None:
        """Draw who there is."""
        self.employees = people.draw_employees(self)
        self.accounts = people.draw_accounts(self, self.employees)
        self.people = people.draw_people(self, self.accounts)

    def draws(self, name: str) -> Draws:
        """A stream of random draws of this block's own."""
        return Draws(self.world.seed, self.number, name)

    def ids(self, size: int, start: int = 0) -> np.ndarray:
        """Numbers that no other block has, from 1 + `start`."""
        return self.number * people.STRIDE + 1 + start + np.arange(size, dtype=np.int64)

    def count(self, at_scale_1: float, least: int = 1) -> int:
        """How many of something this block has."""
        return max(least, round(at_scale_1 * self.scale))

    def customer_ids(self, person: np.ndarray) -> np.ndarray:
        """CRM ids of persons, None for -1; an array of objects."""
        ids = people.numbered("C", self.people.number)
        return np.append(ids, None)[person]

    def person_ids(self, person: np.ndarray) -> np.ndarray:
        """True ids: a double's is that of the person it is a double of."""
        merged = self.people.merged_into
        original = np.append(np.where(merged >= 0, merged, np.arange(len(merged))), -1)
        return self.customer_ids(original[person])

    def as_of(self, person: np.ndarray, moments: Seconds) -> Rows:
        """What persons were then: region, customer_segment, value_tier, lifecycle_stage.

        Arrays of words, None where the person is -1.
        """
        account = self.people.account[person]
        known = person >= 0
        place = self.people.place_at(person, moments)

        def words(listed: list[str], codes: Codes) -> np.ndarray:
            return named(listed, np.where(known, codes, -1))

        return {
            "region": words(REGIONS, self.accounts.region[account]),
            "customer_segment": words(SEGMENTS, self.accounts.segment[account]),
            "value_tier": words(TIERS, self.people.tier[person, place]),
            "lifecycle_stage": words(STAGES, self.people.stage[person, place]),
        }


@dataclass
class Occasions:
    """What customers are asked about afterwards: one entry per solved ticket or delivered order."""

    record: np.ndarray  # native id, text
    person: np.ndarray
    ended_at: Seconds
    theme: Codes
    product: Codes


TRIGGERS = ["detractor", "fallen_promoter", "passive_of_high_value", "promoter_to_invite"]


@dataclass
class Concerns:
    """Counted answers that call for a follow-up: one entry per answer."""

    record: np.ndarray  # <source>:response:<native id>, text
    person: np.ndarray
    submitted_at: Seconds
    trigger: Codes  # of TRIGGERS
    is_contacted: np.ndarray
    theme: Codes
