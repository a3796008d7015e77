"""Faults of survey answers, at stated rates; one kind a response at most.

Each kind is there at least once, in any world, well before its end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling.block import Block
from sampling.draws import Codes, Draws, Seconds
from sampling.files import BROKEN, UNDECODABLE, words
from sampling.people import NEVER
from sampling.survey_plan import (
    CUSTOMER_SURVEYS,
    LATE_DIMENSIONS,
    MISSING_CODE,
    POST_PURCHASE,
    POST_TICKET,
    RELATIONSHIP,
    SURVEYS,
    Responses,
    Started,
    join,
    take,
)
from sampling.world import DAY, World

HOUR = 3600
GENERIC = (POST_TICKET, POST_PURCHASE)


@dataclass(frozen=True)
class Kind:
    """A kind of dirt: how often, in which surveys, and where the truth says that it is."""

    name: str
    rate: float  # of the responses to its surveys
    surveys: tuple[int, ...] = CUSTOMER_SURVEYS
    is_about_answers: bool = False  # in the table of answers, not of responses


# Those that few responses can have come first.
KINDS = [
    Kind("missing_response_id", 0.001, GENERIC),
    Kind("unparsable_date", 0.002, GENERIC),
    Kind("broken_line", 0.002, GENERIC),
    Kind("undecodable_line", 0.001, GENERIC),
    Kind("delivered_twice", 0.01, (RELATIONSHIP,)),
    Kind("repeated", 0.01),
    Kind("future_dated", 0.001),
    Kind("out_of_range", 0.01, is_about_answers=True),
    Kind("blank_score", 0.015, is_about_answers=True),
    Kind("corrected", 0.01, is_about_answers=True),
    Kind("preview", 0.01),
    Kind("bot", 0.015),
    Kind("incomplete", 0.015),
    Kind("late", 0.015),
    # A tenth of the people are not as fast or slow as the clock says.
    Kind("speeder", 0.05),
    Kind("left_open_tab", 0.05),
]
(
    MISSING_ID,
    UNPARSABLE,
    BROKEN_LINE,
    UNDECODABLE_LINE,
    REDELIVERED,
    REPEATED,
    FUTURE,
    OUT_OF_RANGE,
    BLANK,
    CORRECTED,
    PREVIEW,
    BOT,
    INCOMPLETE,
    LATE,
    SPEEDER,
    LEFT_OPEN,
) = range(len(KINDS))
DAMAGED_LINES = {BROKEN_LINE: BROKEN, UNDECODABLE_LINE: UNDECODABLE}
NEVER_COUNTED = [MISSING_ID, UNPARSABLE, *DAMAGED_LINES, FUTURE, PREVIEW, BOT]
BAD_SCORES = ["11", "-1", "7.5", "N/A"]
UNPARSABLE_DATE = "last Friday"
FUTURE_START = 1_925_337_600  # 2031-01-05
DATE_FORMS = "iso offset no_zone month_first seconds milliseconds excel".split()  # of any_form
MIXED_FORMS = 1 / 3  # of the rows of the generic shape: dates in any of seven forms

PACE_SPREAD = 0.35  # of the logarithm of the duration
# Nobody is honestly as fast as a third of the median.
LEAST_PACE, MOST_PACE = 0.5, 4.0
SPEEDER_PACE = (1 / 12, 1 / 4)
LEFT_OPEN_HOURS = (2, 14)


def submit(block: Block, started: Started) -> Responses:
    """Make responses of those who began: some dirty, with durations and moments of arrival.

    A repeated submission is a response of its own; they come last.
    """
    world, draws = block.world, block.draws("surveys.dirt")
    dirt, place_in_kind = _plant(draws, started, world)
    responses = _submitted(draws, started, dirt, place_in_kind)
    firsts = np.flatnonzero(dirt == REPEATED)
    again = take(started, firsts)
    # Within the day, the time that answering takes included.
    pause = draws.integers(120, 20 * HOUR, len(firsts))
    again.started_at = responses.submitted_at[firsts] + pause
    clean = np.full(len(firsts), -1)
    repeats = _submitted(draws, again, clean, clean)
    responses.repeat[firsts] = len(responses) + np.arange(len(firsts))
    responses = join([responses, repeats])
    responses.number = block.ids(len(responses))
    return responses


def _plant(draws: Draws, started: Started, world: World) -> tuple[Codes, np.ndarray]:
    """A kind of dirt for each, -1 for none, and whether it is the first, second ... of the kind."""
    size = len(started.person)
    dirt, place_in_kind = np.full(size, -1), np.full(size, -1)
    order = draws.order(size)
    # One of each kind is to be known before the world ends, its late parts too.
    known = started.started_at < world.end_s - 75 * DAY
    for code, kind in enumerate(KINDS):
        allowed = np.isin(started.survey, kind.surveys)
        if code == REPEATED:
            allowed &= started.is_named
        free = order[(dirt[order] < 0) & allowed[order]]
        first = free[known[free]][:1]
        rest = free[~np.isin(free, first)]
        count = max(1, round(kind.rate * allowed.sum()))
        chosen = np.concatenate([first, rest[: count - len(first)]])
        dirt[chosen], place_in_kind[chosen] = code, np.arange(len(chosen))
    return dirt, place_in_kind


def _submitted(draws: Draws, started: Started, dirt: Codes, place_in_kind: np.ndarray) -> Responses:
    size = len(dirt)
    pace = np.clip(draws.lognormal(1.0, PACE_SPREAD, size), LEAST_PACE, MOST_PACE)
    low, high = SPEEDER_PACE
    pace = np.where(dirt == SPEEDER, low + (high - low) * draws.uniform(size), pace)
    median = np.array([survey.median_seconds for survey in SURVEYS])[started.survey]
    hours = draws.integers(*(hours * HOUR for hours in LEFT_OPEN_HOURS), size)
    seconds = np.where(dirt == LEFT_OPEN, hours, np.maximum(2, median * pace).astype(np.int64))
    submitted_at = started.started_at + seconds
    arrived = submitted_at + draws.integers(600, 6 * HOUR, size)
    arrived += np.where(dirt == LATE, draws.integers(10 * DAY, 60 * DAY, size), 0)
    again_at = submitted_at + draws.integers(5 * DAY, 60 * DAY, size)
    return Responses(
        **vars(started),
        number=np.full(size, -1),
        dirt=dirt,
        place_in_kind=place_in_kind,
        repeat=np.full(size, -1),
        seconds=seconds,
        submitted_at=submitted_at,
        written_at=np.where(
            dirt == FUTURE, FUTURE_START + submitted_at % (300 * DAY), submitted_at
        ),
        arrived=arrived,
        again_at=np.where(np.isin(dirt, [CORRECTED, REDELIVERED]), again_at, -1),
    )


def corrected_scores(clean: np.ndarray) -> np.ndarray:
    """What the overall score of a corrected response becomes."""
    return (clean[:, 0] + 5) % 11


def again_arrived(responses: Responses) -> Seconds:
    """When a correction or a second delivery arrives; never for a response without one."""
    return np.where(responses.again_at >= 0, responses.again_at + 2 * HOUR, NEVER)


def date_forms(block: Block, responses: Responses) -> Codes:
    """How the dates of each response are written, as in the macro `any_form`; 0 is plain ISO."""
    draws, size = block.draws("surveys.date_forms"), len(responses)
    is_generic = responses.survey != RELATIONSHIP
    return np.where(is_generic & draws.chance(MIXED_FORMS, size), draws.integers(1, 7, size), 0)


def bad_scores(responses: Responses) -> np.ndarray:
    """What stands in the files for the overall score where it is spoiled; None elsewhere. Text."""
    wrong = np.full(len(responses), None, dtype=object)
    places = responses.place_in_kind
    words = np.array(BAD_SCORES, dtype=object)
    wrong = np.where(responses.dirt == OUT_OF_RANGE, words[places % len(words)], wrong)
    # The relationship survey has a code for "no opinion" as well.
    code = (responses.survey == RELATIONSHIP) & (places % 2 == 1)
    blank = np.where(code, MISSING_CODE, "")
    return np.where(responses.dirt == BLANK, blank, wrong)


def counted_scores(
    responses: Responses, clean: np.ndarray, known_s: int | None = None
) -> np.ndarray:
    """The scores that count, -1 for those that do not: one row per response, as in `clean`.

    With `known_s` a correction or a repeated submission counts only if it arrived before that;
    `responses` must be all then.
    """
    is_repeated, is_corrected = responses.repeat >= 0, responses.dirt == CORRECTED
    if known_s is not None:
        is_repeated &= responses.arrived[responses.repeat] < known_s
        is_corrected &= again_arrived(responses) < known_s
    counted = clean.copy()
    counted[:, 0] = np.where(is_corrected, corrected_scores(clean), clean[:, 0])
    counted[np.isin(responses.dirt, [OUT_OF_RANGE, BLANK]), 0] = -1
    for column in LATE_DIMENSIONS:
        counted[responses.dirt == INCOMPLETE, column] = -1
    counted[np.isin(responses.dirt, NEVER_COUNTED) | is_repeated] = -1
    return counted


def add_truth(block: Block, responses: Responses) -> None:
    """Say row by row what was planted; damaged lines are told where they are written."""
    told = (responses.dirt >= 0) & ~np.isin(responses.dirt, list(DAMAGED_LINES))
    chosen = take(responses, np.flatnonzero(told))
    sources = np.array([survey.source for survey in SURVEYS], dtype=object)[chosen.survey]
    about_answers = np.array([kind.is_about_answers for kind in KINDS])[chosen.dirt]
    in_qualtrics = chosen.survey == RELATIONSHIP
    tables = np.array(
        ["survey_responses", "survey_answers", "survey_response", "question_response"], dtype=object
    )[about_answers + 2 * in_qualtrics]
    again = np.isin(chosen.dirt, [CORRECTED, REDELIVERED])
    block.truth.add(
        "dirt",
        {
            "kind": np.array([kind.name for kind in KINDS], dtype=object)[chosen.dirt],
            "source_system": sources,
            "table_name": tables,
            "record_id": chosen.ids(),
            "detail": bad_scores(chosen),
        },
        "*",
        np.where(again, again_arrived(chosen), chosen.arrived),
    )
    forms = date_forms(block, responses)
    mixed = np.flatnonzero(forms)
    block.truth.add(
        "dirt",
        {"record_id": responses.ids()[mixed], "form": forms[mixed]},
        "'mixed_date_form' as kind, 'surveys' as source_system, 'survey_responses' as table_name, "
        f"record_id, word({words(DATE_FORMS)}, form) as detail",
        responses.arrived[mixed],
    )
