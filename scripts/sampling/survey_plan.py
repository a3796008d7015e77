"""The company's own surveys, and the records that are drawn of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sampling import stories
from sampling.draws import Codes, Seconds
from sampling.files import Rows
from sampling.people import Appearance
from sampling.texts import Texts

DIMENSIONS = ["overall", "communication", "quality", "control", "improvement"]
# What a side of Meridian is worth beside the overall score; improvement disappoints most.
DIMENSION_NPS = np.array([0.0, -4.0, 8.0, -2.0, -10.0])


@dataclass(frozen=True)
class Survey:
    """One survey as its tool runs it."""

    survey_id: str
    source: str
    letter: str  # before the numbers of its responses
    kind: int  # of stories.KINDS
    median_seconds: int  # that an answer takes
    nps_questions: tuple[str, ...]  # of the dimensions, in their order
    channels: tuple[int, ...]  # of CHANNELS
    channel_shares: tuple[float, ...]


# As the tools write them, and what they are; each brings 150 answers at scale 1, so that a
# median tells who is too fast.
CHANNELS = ["email", "sms", "anonymous", "in_app", "text_message", "anonymous_link"]
CHANNEL_IDS = ["email", "sms", "anonymous_link", "app", "sms", "anonymous_link"]
OPEN_LINK = CHANNELS.index("anonymous")

SURVEYS = [
    Survey(
        "SV_meridian_relationship",
        "qualtrics",
        "R_",
        stories.RELATIONSHIP,
        150,
        ("QID1", "QID2", "QID3", "QID4", "QID5"),
        (0, 1),
        (0.85, 0.15),
    ),
    Survey(
        "post_ticket", "surveys", "S", stories.TRANSACTIONAL, 90, ("q_nps",), (0, 3), (0.7, 0.3)
    ),
    Survey(
        "post_purchase", "surveys", "S", stories.TRANSACTIONAL, 80, ("q_nps",), (0, 4), (0.7, 0.3)
    ),
    Survey("employee_survey", "surveys", "S", stories.EMPLOYEE, 45, ("q_enps",), (5,), (1.0,)),
    Survey("exit_anonymous", "surveys", "S", stories.RELATIONSHIP, 40, ("q_nps",), (5,), (1.0,)),
]
RELATIONSHIP, POST_TICKET, POST_PURCHASE, EMPLOYEE, EXIT = range(len(SURVEYS))
CUSTOMER_SURVEYS = (RELATIONSHIP, POST_TICKET, POST_PURCHASE)
KIND_OF = np.array([survey.kind for survey in SURVEYS])
# The open questions of the relationship survey, by dimension.
REASON_QUESTIONS = ("QID6", "QID7", "QID8", "QID9", "QID10")
# Who leaves a survey half-way has not come to these: in places of the dimensions.
LATE_DIMENSIONS = (3, 4)
MISSING_CODE = "99"  # "no opinion" in the relationship survey

TENURES = ["under_1_year", "1_to_3_years", "over_3_years"]
TENURE_DAYS = np.array([365, 3 * 365])


@dataclass
class Invitations:
    """One entry per invitation."""

    survey: Codes
    number: np.ndarray
    person: np.ndarray
    channel: Codes
    wave: np.ndarray  # of the relationship survey; -1
    product: Codes
    theme: Codes  # of the occasion; -1
    related: np.ndarray  # text: the record of another source it is about; ""
    sent_at: Seconds
    started_at: Seconds  # when he who answers does
    is_answered: np.ndarray


@dataclass
class Started:
    """One entry per person who began to answer."""

    survey: Codes
    person: np.ndarray  # -1 for employees and for who has left
    employee: np.ndarray  # -1 for customers
    is_named: np.ndarray  # the tool knows who it is
    channel: Codes
    language: Codes
    wave: np.ndarray
    product: Codes  # that he uses; -1
    theme: Codes
    related: np.ndarray
    started_at: Seconds


@dataclass
class Responses(Started):
    """One entry per response, a person's repeated submission included."""

    number: np.ndarray
    dirt: Codes  # of survey_dirt.KINDS; -1 for clean
    place_in_kind: np.ndarray  # first, second ... of its kind of dirt
    repeat: np.ndarray  # place of the submission that takes this one's place; -1
    seconds: np.ndarray
    submitted_at: Seconds
    written_at: Seconds  # the moment of submission in the files
    arrived: Seconds
    again_at: Seconds  # when a correction was made or the connector sent it again; -1

    def __len__(self) -> int:
        """How many there are."""
        return len(self.number)

    def ids(self) -> np.ndarray:
        """Native ids; text."""
        letters = np.array([survey.letter for survey in SURVEYS], dtype=object)[self.survey]
        pairs = zip(letters.tolist(), self.number.tolist(), strict=True)
        return np.array([f"{letter}{number:07d}" for letter, number in pairs], dtype=object)


@dataclass
class Scores:
    """What was answered to the NPS questions: one row per response, one column per dimension."""

    clean: np.ndarray  # before dirt; -1 where the survey does not ask
    plain: np.ndarray  # the same without any story
    expected: np.ndarray  # NPS
    untouched: np.ndarray  # expected NPS without any story
    stories: np.ndarray  # names, one entry per response
    is_contacted: np.ndarray  # if the answer calls for it; one entry per response
    theme: Codes  # the main reason; one entry per response


@dataclass
class Comments:
    """What was answered to an open question: one entry per comment."""

    question: str
    places: np.ndarray  # of the responses
    texts: Texts


@dataclass
class Outcomes:
    """What became of invitations: one entry each, moments -1 for what did not happen."""

    response: np.ndarray  # place of the response
    bounced_at: Seconds
    opened_at: Seconds
    started_at: Seconds
    completed_at: Seconds
    # When the tool knew of it.
    opened_arrived: Seconds
    started_arrived: Seconds  # and that it was completed


@dataclass
class Drawn:
    """All that was drawn of a block's surveys."""

    asked: Invitations
    responses: Responses
    scores: Scores
    comments: list[Comments]
    known: dict[str, Appearance]  # of the people, by source
    ends: Outcomes
    given: Rows  # what each response tells of who answered
    bot_score: np.ndarray  # in hundredths, one entry per response


T = TypeVar("T", Invitations, Started, Responses)


def take(rows: T, places: np.ndarray) -> T:
    """Some of the entries."""
    return type(rows)(**{name: column[places] for name, column in vars(rows).items()})


def join(parts: list[T]) -> T:
    """The entries of all parts, one part after the other."""
    names = vars(parts[0])
    return type(parts[0])(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )
