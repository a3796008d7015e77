"""Write a small made-up survey world into a landing folder, and the truth about it.

The world is Meridian, a maker of industrial equipment and software, over the 24 complete months
before the as-of date: a quarterly relationship survey as a Qualtrics connector lands it,
transactional, employee and anonymous surveys in the generic shape, and a double-blind panel that
rates Meridian beside four competitors. A little dirt is planted, as real tools deliver it.

`_truth.json` beside the files says what a warehouse must find: rows per file, the planted dirt
row by row, and NPS counts taken from the responses in memory, by the rules of counting and
without the warehouse's help. The same seed, scale and as-of date give the same bytes.
"""

import argparse
import csv
import gzip
import io
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np

Row = dict[str, Any]


class Plan(NamedTuple):
    """How one of the company's own surveys is run."""

    source: str
    kind: str
    responses: int  # at scale 1
    wave_months: int
    field_days: int
    median_seconds: int
    shift: float  # of the mean score
    channels: str


RELATIONSHIP = "SV_meridian_relationship"
OWN_SURVEYS = {
    RELATIONSHIP: Plan(
        "qualtrics", "relationship", 1800, 3, 50, 150, 0.5, "email email email sms anonymous"
    ),
    "post_ticket": Plan("surveys", "transactional", 1000, 1, 27, 90, -0.4, "email email web app"),
    "post_purchase": Plan("surveys", "transactional", 700, 1, 27, 90, 0.3, "email email qr_code"),
    "employee_pulse": Plan("surveys", "employee", 350, 3, 20, 45, 0.2, "anonymous_link"),
    "exit_anonymous": Plan("surveys", "relationship", 150, 1, 27, 40, -2.5, "anonymous_link"),
}
PANELS = ["panel_europe", "panel_china"]
PANEL_SIZE, PANEL_WAVES = 75, 4
ANONYMOUS = {"exit_anonymous", "employee_pulse"}
RELATED = {"post_ticket": "zendesk:ticket", "post_purchase": "crm:order"}

MONTHS = 24
BRANDS = {"meridian": 0.1, "borealis": 0.5, "castellan": -0.1, "dynatek": 0.0, "everline": -0.7}
SEGMENTS = {"enterprise": 7.7, "mid_market": 8.1, "small_business": 8.4, "consumer": 7.4}
TIERS = ["platinum", "gold", "silver"]
REGIONS = ["europe", "north_america", "asia_pacific", "china"]
PRODUCTS = ["press_line", "conveyor", "meridian_control", "meridian_cloud"]
ROLES = ["decision_maker", "buyer", "operator", "engineer"]
DEPARTMENTS = {"production": 24, "engineering": 16, "service": 12, "sales": 9, "people": 3}
# Shares of the variance of an answer that lie between accounts, and between people of one.
ACCOUNT_VARIANCE, PERSON_VARIANCE = 0.3, 0.15

NPS_QUESTIONS = {
    "QID1": "overall",
    "QID2": "communication",
    "QID3": "quality",
    "QID4": "control",
    "QID5": "improvement",
    "q_nps": "overall",
    "q_enps": "overall",
}
DRIVERS = ["drv_quality", "drv_price", "drv_service", "drv_delivery", "drv_software"]
LATE_QUESTIONS = {"QID4", "QID5", "QID6", "q_ces", "q_reason", "q_suggestion"}
CSAT_LABELS = {
    "en": ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
    "zh": ["非常不满意", "不满意", "一般", "满意", "非常满意"],
}
# Opening and rest of a comment, put together at random.
OPENINGS = {
    "en": ["Honestly, ", "For us ", "After a year: ", "As our plant manager says, ", ""],
    "zh": ["说实话，", "对我们来说，", "用了一年，", "车间主任说：", ""],
}
COMMENTS = {
    ("en", "promoter"): ["operators love it", "service came the same day", "worth every euro"],
    ("en", "passive"): ["good machine, slow paperwork", "the manual is thin", "it does the job"],
    ("en", "detractor"): [
        'they said "next week", twice',
        "spare parts late again",
        "too expensive",
    ],
    ("zh", "promoter"): ["操作员都很喜欢", "当天就有人上门服务", "物有所值"],
    ("zh", "passive"): ["设备不错，流程有点慢", "说明书太简单", "够用"],
    ("zh", "detractor"): ["说好“下周”，拖了两次", "备件又晚到了", "价格太贵"],
}
SUGGESTIONS = {
    "en": "Answer faster,\nand keep spare parts in stock.",
    "zh": "希望回复更快，备件要有库存",
}

# Planted dirt at scale 1; any world has at least one of each.
DIRT = {
    "missing_response_id": 2,
    "unparsable_date": 2,
    "broken_line": 1,
    "repeated": 15,
    "future_dated": 1,
    "out_of_range": 16,
    "blank_score": 20,
    "preview": 15,
    "bot": 20,
    "speeder": 25,
    "incomplete": 20,
    "corrected": 12,
    "straightliner": 15,
}
LOST_DIRT = {"missing_response_id", "unparsable_date", "broken_line"}  # rows that cannot be used
# Only transactional surveys have it: a repeat needs a known person, the rest the generic shape.
TRANSACTIONAL_DIRT = LOST_DIRT | {"repeated"}
NEVER_COUNTED = LOST_DIRT | {"future_dated", "preview", "bot"}
BAD_SCORES = ["11", "-1", "7.5", "N/A"]
BEIJING = timezone(timedelta(hours=8))
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
DATE_FORMS = [
    lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    lambda at: at.astimezone(BEIJING).isoformat(),
    lambda at: at.strftime("%Y-%m-%d %H:%M:%S"),
    lambda at: at.strftime("%m/%d/%Y %H:%M:%S"),
    lambda at: str(int(at.timestamp())),
    lambda at: str(int(at.timestamp()) * 1000),
    lambda at: f"{(at - EXCEL_EPOCH) / timedelta(days=1):.8f}",
]


@dataclass(frozen=True)
class Contact:
    """A person asked: of a customer's account, or an employee of a department."""

    customer_id: str = ""
    account_id: str = ""
    customer_segment: str = ""
    value_tier: str = ""
    region: str = ""
    product_id: str = ""
    respondent_role: str = ""
    department: str = ""
    mood: float = 0.0

    @property
    def language(self) -> str:
        """Chinese in China, English elsewhere."""
        return "zh" if self.region == "china" else "en"

    @property
    def email(self) -> str:
        """Address invited; blank for a person the tools do not know."""
        return f"{self.customer_id}@{self.account_id}.example".lower() if self.customer_id else ""


NOBODY = Contact()


@dataclass
class Response:
    """One response as the generator knows it; `answers` and `correction` are by question."""

    response_id: str
    survey_id: str
    submitted_at: datetime
    seconds: int
    answers: dict[str, str]
    contact: Contact = NOBODY
    brand_id: str = "meridian"
    respondent_id: str = ""  # set in panels
    channel: str = "panel"
    related_record_id: str = ""
    bot_score: float = 0.9
    date_form: int = 0
    dirt: str = ""
    correction: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Kind of the survey."""
        return OWN_SURVEYS[self.survey_id].kind if self.survey_id in OWN_SURVEYS else "benchmark"

    @property
    def source(self) -> str:
        """Source that lands the survey."""
        return OWN_SURVEYS[self.survey_id].source if self.survey_id in OWN_SURVEYS else "panel"

    @property
    def person(self) -> str:
        """Who answered, if that is known: anonymous surveys never say."""
        return "" if self.survey_id in ANONYMOUS else self.respondent_id or self.contact.customer_id

    @property
    def started_at(self) -> datetime:
        """Moment the survey was opened."""
        return self.submitted_at - timedelta(seconds=self.seconds)


def add_months(day: date, months: int) -> date:
    """First day of the month that many months after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def moments(rng: np.random.Generator, start: date, months: np.ndarray, days: int) -> list[datetime]:
    """Draw a moment of any time of day within `days` of the start of each month offset."""
    seconds = rng.integers(300, days * 86400 - 300, len(months))
    firsts = [add_months(start, int(month)) for month in months]
    midnights = [datetime(first.year, first.month, 1, tzinfo=UTC) for first in firsts]
    return [at + timedelta(seconds=int(s)) for at, s in zip(midnights, seconds, strict=True)]


def score(raw: np.ndarray, low: int = 0, high: int = 10) -> np.ndarray:
    """Round onto a scale."""
    return np.clip(np.rint(raw), low, high).astype(int)


def category(answer: str) -> str:
    """NPS category of an answer, or an empty string if it is no whole score of 0 to 10."""
    if not answer.isdecimal() or int(answer) > 10:
        return ""
    return "promoter" if int(answer) >= 9 else "passive" if int(answer) >= 7 else "detractor"


def draw_contacts(rng: np.random.Generator, scale: float) -> list[Contact]:
    """Draw five people in each account; those of one account share a mood."""
    accounts = max(4, round(120 * scale))
    segments = rng.choice(list(SEGMENTS), accounts, p=[0.2, 0.3, 0.4, 0.1])
    tiers = rng.choice(TIERS, accounts, p=[0.15, 0.35, 0.5])
    regions = rng.choice(REGIONS, accounts, p=[0.4, 0.2, 0.15, 0.25])
    products = rng.choice(PRODUCTS, accounts)
    moods = rng.normal(0, ACCOUNT_VARIANCE**0.5, (accounts, 1))
    moods = moods + rng.normal(0, PERSON_VARIANCE**0.5, (accounts, 5))
    return [
        Contact(
            customer_id=f"C{account * 5 + person:05d}",
            account_id=f"A{account:04d}",
            customer_segment=str(segments[account]),
            value_tier=str(tiers[account]),
            region=str(regions[account]),
            product_id=str(products[account]),
            respondent_role=ROLES[person % len(ROLES)],
            mood=float(moods[account, person]),
        )
        for account in range(accounts)
        for person in range(5)
    ]


def draw_own_survey(
    rng: np.random.Generator, start: date, survey_id: str, people: list[Contact], scale: float
) -> Iterator[Response]:
    """Draw the responses of one survey: nobody answers twice in a wave."""
    plan = OWN_SURVEYS[survey_id]
    places = len(people) * MONTHS // plan.wave_months
    count = min(places, max(3, round(plan.responses * scale)))
    wave, who = np.divmod(np.sort(rng.permutation(places)[:count]), len(people))
    asked = [people[index] for index in who]
    mood = np.array([person.mood for person in asked])[:, None]
    centre = np.array([SEGMENTS.get(person.customer_segment, 7.6) for person in asked])[:, None]
    noise = rng.normal(0, (1 - ACCOUNT_VARIANCE - PERSON_VARIANCE) ** 0.5, (count, 5))
    noise[:, 1:] = 0.6 * noise[:, :1] + 0.8 * noise[:, 1:]  # an answer's sides hang together
    scores = score(centre + plan.shift + 2.2 * (mood + noise))
    submitted = moments(rng, start, wave * plan.wave_months, plan.field_days)
    # Nobody is honestly as fast as a third of the median.
    pace = np.clip(rng.lognormal(0, 0.35, count), 0.5, 4)
    channels = rng.choice(plan.channels.split(), count)
    dice = rng.integers(0, 300, count)
    for number, person in enumerate(asked):
        channel, die = str(channels[number]), int(dice[number])
        yield Response(
            response_id=f"{'R' if survey_id == RELATIONSHIP else survey_id}_{number:06d}",
            survey_id=survey_id,
            submitted_at=submitted[number],
            seconds=int(plan.median_seconds * pace[number]),
            answers=own_answers(survey_id, person, scores[number].tolist(), die),
            contact=NOBODY if channel == "anonymous" else person,
            channel=channel,
            related_record_id=f"{RELATED[survey_id]}:{number}" if survey_id in RELATED else "",
            date_form=die % len(DATE_FORMS) if die % 3 == 0 else 0,
        )


def own_answers(survey_id: str, person: Contact, scores: list[int], die: int) -> dict[str, str]:
    """Answers to one of the company's own surveys, as text, by question."""
    overall, ease = str(scores[0]), score(np.array(1 + 0.6 * scores[1]), 1, 7)
    if survey_id == "exit_anonymous":
        return {"q_nps": overall}
    if survey_id == "employee_pulse":
        return {"q_enps": overall, "q_department": person.department}
    opening = OPENINGS[person.language][die % 5]
    comment = opening + COMMENTS[person.language, category(overall)][die // 5 % 3]
    reason = comment if die < 200 else ""
    if survey_id == RELATIONSHIP:
        return dict(zip(NPS_QUESTIONS, map(str, scores), strict=False)) | {"QID6": reason}
    satisfied = min(5, 1 + scores[0] // 2)
    label = CSAT_LABELS[person.language][satisfied - 1]
    return {
        "q_nps": overall,
        "q_csat": label if survey_id == "post_purchase" else str(satisfied),
        "q_ces": str(ease),
        "q_reason": reason,
        "q_suggestion": SUGGESTIONS[person.language] if scores[0] < 7 else "",
        # Hidden fields of the questionnaire, filled by the survey link.
        **fields(person, "account_id", "customer_segment", "value_tier"),
    }


def draw_panel(
    rng: np.random.Generator, start: date, survey_id: str, scale: float
) -> Iterator[Response]:
    """Draw a panel twice a year, new people each time, who rate three to five brands each."""
    people = max(2, round(PANEL_SIZE * scale))
    market = Contact(region=survey_id.removeprefix("panel_"))
    shape = (people, len(BRANDS))
    for wave in range(PANEL_WAVES):
        mood = rng.normal(0, 0.6, (people, 1))
        liking = np.array(list(BRANDS.values())) + mood + rng.normal(0, 0.6, shape)
        noise = rng.normal(0, 0.7, (*shape, len(DRIVERS)))
        drivers = score(3.6 + liking[:, :, None] + noise, 1, 5)
        scores = score(7.4 + 2 * liking + rng.normal(0, 1, shape))
        rated = rng.random(shape).argsort(axis=1) < rng.integers(3, 6, (people, 1))
        submitted = moments(rng, start, np.full(people, wave * MONTHS // PANEL_WAVES + 2), 27)
        seconds = rng.integers(60, 150, shape)
        for person, brand in zip(*np.nonzero(rated), strict=True):
            brand_id, respondent_id = list(BRANDS)[brand], f"{survey_id}-{wave + 1}-{person:04d}"
            given = [scores[person, brand], *drivers[person, brand]]
            yield Response(
                response_id=f"{survey_id}:{respondent_id}:{brand_id}",
                survey_id=survey_id,
                submitted_at=submitted[person],
                seconds=int(seconds[person, brand]),
                answers=dict(zip(["q_nps", *DRIVERS], map(str, given), strict=True)),
                contact=market,
                brand_id=brand_id,
                respondent_id=respondent_id,
            )


def draw_world(rng: np.random.Generator, end: date, scale: float) -> list[Response]:
    """Draw every response of the world, still clean, in a fixed order."""
    start = add_months(end, -MONTHS)
    contacts = draw_contacts(rng, scale)
    employees = [
        Contact(department=name) for name, size in DEPARTMENTS.items() for _ in range(size)
    ]
    world = []
    for survey_id, plan in OWN_SURVEYS.items():
        people = employees if plan.kind == "employee" else contacts
        world += draw_own_survey(rng, start, survey_id, people, scale)
    for survey_id in PANELS:
        world += draw_panel(rng, start, survey_id, scale)
    return world


def plant_dirt(
    rng: np.random.Generator, end: date, scale: float, world: list[Response]
) -> list[Response]:
    """Plant the dirt, one kind a response at most; return the repeated submissions it adds."""
    # A repeat of an answer of the last days could fall outside the world.
    last = datetime(end.year, end.month, 1, tzinfo=UTC) - timedelta(days=2)
    shuffled = [world[index] for index in rng.permutation(len(world))]
    repeats = []
    for kind, rate in DIRT.items():
        if kind == "straightliner":
            clean = [one for one in shuffled if one.kind == "benchmark"]
        elif kind in TRANSACTIONAL_DIRT:
            clean = [one for one in shuffled if one.kind == "transactional" and not one.dirt]
        else:
            clean = [one for one in shuffled if one.kind != "benchmark" and not one.dirt]
        clean = [one for one in clean if one.submitted_at < last]
        for number, one in enumerate(clean[: max(1, round(rate * scale))]):
            one.dirt = kind
            soil(one, number)
            if kind == "repeated":
                repeats.append(repeat(one, minutes=int(rng.integers(2, 23 * 60))))
    return repeats


def soil(one: Response, number: int) -> None:
    """Do to a response what its kind of dirt does to the answers; the rest is in the files."""
    headline = next(question for question in one.answers if question in NPS_QUESTIONS)
    match one.dirt:
        case "out_of_range":
            one.answers[headline] = BAD_SCORES[number % len(BAD_SCORES)]
        case "blank_score":
            # The relationship survey also has a code that is declared missing.
            one.answers[headline] = "99" if one.survey_id == RELATIONSHIP and number % 2 else ""
        case "bot":
            one.bot_score = 0.1 + 0.02 * number
        case "speeder":
            one.seconds = max(2, one.seconds // 12)
        case "incomplete":
            one.answers = {q: a for q, a in one.answers.items() if q not in LATE_QUESTIONS}
        case "corrected":
            one.correction = {headline: str((int(one.answers[headline]) + 5) % 11)}
        case "future_dated":
            one.submitted_at = one.submitted_at.replace(year=2031, day=1)
        case "straightliner":
            one.answers |= dict.fromkeys(DRIVERS, "3")


def repeat(one: Response, minutes: int) -> Response:
    """Make the same person's second submission about the same record."""
    again = {"q_nps": str((int(one.answers["q_nps"]) + minutes) % 11)}
    return replace(
        one,
        response_id=f"{one.response_id}_again",
        submitted_at=one.submitted_at + timedelta(minutes=minutes),
        answers=one.answers | again,
        dirt="repeat",
    )


def superseded(world: list[Response]) -> set[str]:
    """Find responses that the same person gave again, about the same record, within 24 hours."""
    groups: dict[tuple[str, ...], list[Response]] = defaultdict(list)
    for one in world:
        if one.person:
            key = (one.person, one.survey_id, one.brand_id, one.related_record_id)
            groups[key].append(one)
    ordered = [
        sorted(group, key=lambda one: (one.submitted_at, one.response_id))
        for group in groups.values()
    ]
    day = timedelta(hours=24)
    return {
        one.response_id
        for group in ordered
        for one, following in pairwise(group)
        if following.submitted_at - one.submitted_at <= day
    }


def counted_answers(world: list[Response]) -> list[dict[str, str]]:
    """List the NPS answers that count, by the rules, from what was drawn and planted."""
    lost = superseded(world)
    return [
        {
            "brand_id": one.brand_id,
            "survey_kind": one.kind,
            "dimension": NPS_QUESTIONS[question],
            "survey_id": one.survey_id,
            "period_start_date": one.submitted_at.strftime("%Y-%m-01"),
            "customer_segment": "" if one.survey_id in ANONYMOUS else one.contact.customer_segment,
            "category": category(answer),
        }
        for one in world
        if one.dirt not in NEVER_COUNTED and one.response_id not in lost
        for question, answer in (one.answers | one.correction).items()
        if question in NPS_QUESTIONS and category(answer)
    ]


def tally(answers: list[dict[str, str]], *extra: str) -> list[Row]:
    """Count promoters, passives and detractors per brand, kind and dimension, and per `extra`."""
    keys = ["brand_id", "survey_kind", "dimension", *extra]
    groups: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for answer in answers:
        groups[tuple(answer[key] for key in keys)][answer["category"]] += 1
    return [
        dict(zip(keys, group, strict=True))
        | {"n": counts.total()}
        | {f"{name}s": counts[name] for name in ("promoter", "passive", "detractor")}
        for group, counts in sorted(groups.items())
    ]


def fields(contact: Contact, *names: str) -> dict[str, str]:
    """Pick what is known of a person."""
    return {name: getattr(contact, name) for name in names if getattr(contact, name)}


def exported(world: list[Response], batch: int) -> Iterator[tuple[Response, Row, datetime]]:
    """Give response, answers and time of change: export 0 as answered, 1 only corrections."""
    for one in world:
        if one.correction or batch == 0:
            changed_at = one.submitted_at + timedelta(days=3 * batch, minutes=1)
            yield one, one.correction if batch else one.answers, changed_at


def qualtrics_files(world: list[Response], exports: list[str]) -> dict[str, list[Row]]:
    """Rows of the relationship survey's tables as the connector lands them, by file."""
    dimensions = {q: name for q, name in NPS_QUESTIONS.items() if q.startswith("QID")}
    texts = {q: f"Recommend Meridian ({name})?" for q, name in dimensions.items()}
    files = {
        "survey.csv": [{"id": RELATIONSHIP, "survey_name": "Relationship", "brand_id": "acmeorg"}],
        "question.csv": [
            {
                "id": question,
                "survey_id": RELATIONSHIP,
                "question_text": text,
                "question_type": "MC" if question in dimensions else "TE",
                "selector": "NPS" if question in dimensions else "ML",
            }
            for question, text in (texts | {"QID6": "Main reason for your score?"}).items()
        ],
        "question_option.csv": [
            {
                "key": option,
                "question_id": question,
                "survey_id": RELATIONSHIP,
                "recode_value": option,
                "text": option,
            }
            for question in dimensions
            for option in range(11)
        ],
        "survey_embedded_data.csv": [
            {"import_id": key, "key": key, "response_id": one.response_id, "value": value}
            for one in world
            for key, value in qualtrics_embedded_data(one).items()
        ],
    }
    for batch, export in enumerate(exports):
        files[f"survey_response.{export}.csv"] = [
            qualtrics_response(one, changed_at) for one, _, changed_at in exported(world, batch)
        ]
        files[f"question_response.{export}.csv"] = [
            {
                "_fivetran_id": f"{one.response_id}:{question}",
                "_fivetran_synced": naive(changed_at + timedelta(hours=6)),
                "question_id": question,
                "response_id": one.response_id,
                "question_option_key": answer if question in dimensions else "",
                "value": answer if question in dimensions else "",
                "text": "" if question in dimensions else answer,
            }
            for one, answers, changed_at in exported(world, batch)
            for question, answer in answers.items()
            if answer or question in dimensions
        ]
    return {f"qualtrics/{name}": rows for name, rows in files.items()}


def naive(at: datetime) -> str:
    """Write UTC as the connector does."""
    return at.strftime("%Y-%m-%d %H:%M:%S.000000")


def qualtrics_embedded_data(one: Response) -> dict[str, str]:
    """Give what the survey link says of the respondent, and how human Qualtrics finds him."""
    names = ["customer_id", "account_id", "region", "product_id", "respondent_role"]
    known = fields(one.contact, *names, "customer_segment", "value_tier")
    return known | {"Q_RecaptchaScore": f"{one.bot_score:.2f}"}


def qualtrics_response(one: Response, changed_at: datetime) -> Row:
    """One row of `survey_response`."""
    return {
        "id": one.response_id,
        "_fivetran_synced": naive(changed_at + timedelta(hours=6)),
        "survey_id": one.survey_id,
        "distribution_channel": one.channel,
        "start_date": naive(one.started_at),
        "end_date": naive(one.submitted_at),
        "recorded_date": naive(one.submitted_at),
        "last_modified_date": naive(changed_at),
        "duration_in_seconds": one.seconds,
        "finished": int(one.dirt != "incomplete"),
        "progress": 60 if one.dirt == "incomplete" else 100,
        "status": int(one.dirt == "preview"),
        "recipient_email": one.contact.email,
        "user_language": {"en": "EN", "zh": "ZH-S"}[one.contact.language],
    }


def survey_files(
    rng: np.random.Generator, world: list[Response], exports: list[str]
) -> dict[str, list[Row]]:
    """Rows of the other own surveys in the generic shape, by file."""
    files = {"survey_invitations.csv": list(invitations(rng, world))}
    for batch, (export, packed) in enumerate(zip(exports, [".gz", ""], strict=True)):
        files[f"survey_responses.{export}.csv"] = [
            survey_response(one, changed_at) for one, _, changed_at in exported(world, batch)
        ]
        files[f"survey_answers.{export}.jsonl{packed}"] = [
            {
                "response_id": native_id(one),
                "question_id": question,
                "answer": int(answer) if answer.isdecimal() else answer or None,
                "updated_at": DATE_FORMS[0](changed_at),
            }
            for one, answers, changed_at in exported(world, batch)
            for question, answer in answers.items()
            if answer or question in NPS_QUESTIONS
        ]
    # The same file, sent again under another name.
    first = f"survey_responses.{exports[0]}"
    files[f"{first}.resent.csv"] = files[f"{first}.csv"]
    return {f"surveys/{name}": rows for name, rows in files.items()}


def native_id(one: Response) -> str | None:
    """Id under which the files know a response, unless the tool lost it."""
    return None if one.dirt == "missing_response_id" else one.response_id


def survey_response(one: Response, changed_at: datetime) -> Row:
    """One row of `survey_responses` in the generic shape."""
    write = DATE_FORMS[one.date_form]
    row = {
        "response_id": native_id(one),
        "respondent_id": one.contact.customer_id,
        "survey_id": one.survey_id,
        "brand_id": "" if one.kind == "employee" else one.brand_id,
        "started_at": write(one.started_at),
        "submitted_at": "last Friday" if one.dirt == "unparsable_date" else write(one.submitted_at),
        "duration_seconds": one.seconds,
        "channel": one.channel,
        "language": one.contact.language,
        "is_complete": str(one.dirt != "incomplete").lower(),
        "is_preview": str(one.dirt == "preview").lower(),
        "respondent_email": one.contact.email,
        "respondent_phone": "",
        "respondent_role": one.contact.respondent_role,
        "customer_id": one.contact.customer_id,
        "related_record_id": one.related_record_id,
        "product_id": one.contact.product_id,
        "region": one.contact.region,
        "bot_score": f"{one.bot_score:.2f}",
        "supplied_weight": "",
        "updated_at": DATE_FORMS[0](changed_at),
    }
    return row | ({"": "a field too many"} if one.dirt == "broken_line" else {})


def invitations(rng: np.random.Generator, world: list[Response]) -> Iterator[Row]:
    """One invitation per e-mailed response, and two beside it that led to none."""
    mailed = [one for one in world if one.channel == "email" and one.dirt in {"", "speeder"}]
    steps = ["bounced", "delivered", "opened", "started", "completed"]
    silent = rng.choice(4, (len(mailed), 2), p=[0.04, 0.6, 0.28, 0.08])
    others = rng.integers(0, len(mailed), (len(mailed), 2))
    for one, reached, who in zip(mailed, silent, others, strict=True):
        invited = [one, *(mailed[index] for index in who)]
        for number, (person, step) in enumerate(zip(invited, [4, *reached], strict=True)):
            started_at = one.started_at - timedelta(hours=number)
            sent_at, at = started_at - timedelta(hours=30), DATE_FORMS[0]
            yield {
                "invitation_id": f"{one.response_id}_invitation_{number}",
                "survey_id": one.survey_id,
                "respondent_id": person.contact.customer_id,
                "respondent_email": person.contact.email,
                "customer_id": person.contact.customer_id,
                "channel": one.channel,
                "sent_at": at(sent_at),
                "bounced_at": at(sent_at) if steps[step] == "bounced" else "",
                "opened_at": at(started_at) if step >= steps.index("opened") else "",
                "started_at": at(started_at) if step >= steps.index("started") else "",
                "completed_at": at(one.submitted_at) if steps[step] == "completed" else "",
                "response_id": one.response_id if steps[step] == "completed" else "",
            }


def panel_files(world: list[Response]) -> dict[str, list[Row]]:
    """Rows of the competitor panel, by file."""
    at = DATE_FORMS[0]
    return {
        "panel/survey_responses.tsv": [
            {
                "respondent_id": one.respondent_id,
                "survey_id": one.survey_id,
                "brand_id": one.brand_id,
                "started_at": at(one.started_at),
                "submitted_at": at(one.submitted_at),
                "duration_seconds": one.seconds,
                "language": one.contact.language,
                "region": one.contact.region,
                "is_complete": "true",
                "updated_at": at(one.submitted_at),
            }
            for one in world
        ],
        "panel/survey_answers.parquet": [
            {
                "respondent_id": one.respondent_id,
                "survey_id": one.survey_id,
                "brand_id": one.brand_id,
                "question_id": question,
                "answer": answer,
                "updated_at": at(one.submitted_at),
            }
            for one in world
            for question, answer in one.answers.items()
        ],
    }


def render(path: str, rows: list[Row]) -> bytes:
    """Render rows in the form that the path's ending names."""
    if path.endswith(".gz"):
        return gzip.compress(render(path.removesuffix(".gz"), rows), mtime=0)
    if path.endswith(".jsonl"):
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    if path.endswith(".parquet"):
        return as_parquet(render("table.csv", rows))
    text = io.StringIO()
    delimiter = "\t" if path.endswith(".tsv") else ","
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(min(rows, key=len))  # the broken line has a field more than the header
    writer.writerows(row.values() for row in rows)
    return text.getvalue().encode()


def as_parquet(table: bytes) -> bytes:
    """Turn a CSV table into Parquet, every column text."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        source, target = Path(folder, "table.csv"), Path(folder, "table.parquet")
        source.write_bytes(table)
        connection.execute("set threads = 1")  # one order of rows, so the same bytes
        connection.read_csv(str(source), all_varchar=True).write_parquet(str(target))
        return target.read_bytes()


def write_sample(
    out: Path, as_of: date | None = None, seed: int = 7, scale: float = 1.0
) -> dict[str, Any]:
    """Write the world of the 24 months before the month of `as_of` (today) into `out`.

    Scale 1 is about 6,500 responses. Returns the truth that is in `out/_truth.json` too. Raises
    FileExistsError if `out` holds files of a source of the sample: landed files stay as they are.
    """
    rng, end = np.random.default_rng(seed), add_months(as_of or date.today(), 0)
    world = draw_world(rng, end, scale)
    world += plant_dirt(rng, end, scale, world)
    by_source = {
        source: [one for one in world if one.source == source]
        for source in ("qualtrics", "surveys", "panel")
    }
    exports = [add_months(end, months).strftime("%Y-%m") for months in (-1, 0)]
    files = (
        qualtrics_files(by_source["qualtrics"], exports)
        | survey_files(rng, by_source["surveys"], exports)
        | panel_files(by_source["panel"])
    )
    files = {path: rows for path, rows in files.items() if rows}
    answers = counted_answers(world)
    headlines = [answer for answer in answers if answer["dimension"] == "overall"]
    truth = {
        "as_of": end.isoformat(),
        "seed": seed,
        "scale": scale,
        "rows": {path: len(rows) for path, rows in files.items()},
        "dirt": {kind: [one.response_id for one in world if one.dirt == kind] for kind in DIRT},
        "superseded": sorted(superseded(world)),
        "nps": tally(answers),
        "nps_by_survey": tally(answers, "survey_id"),
        "nps_by_month": tally(headlines, "survey_id", "period_start_date"),
        "nps_by_segment": tally(headlines, "survey_id", "period_start_date", "customer_segment"),
    }
    content = {path: render(path, rows) for path, rows in files.items()}
    content["_truth.json"] = (json.dumps(truth, indent=1, ensure_ascii=False) + "\n").encode()
    for source in by_source:
        if any(Path(out, source).glob("*")):
            raise FileExistsError(f"{Path(out, source)} already holds files")
    move_in(out, content)
    return truth


def move_in(out: Path, content: dict[str, bytes]) -> None:
    """Write everything aside first, so that a killed run leaves no half-written source."""
    aside = Path(out, "_sample")
    shutil.rmtree(aside, ignore_errors=True)
    for name, data in content.items():
        path = Path(aside, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for path in sorted(aside.iterdir()):
        path.replace(Path(out, path.name))
    aside.rmdir()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="landing folder to write into")
    parser.add_argument("--as-of", type=date.fromisoformat, help="world ends before this month")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is about 6,500 responses")
    arguments = parser.parse_args()
    try:
        truth = write_sample(arguments.out, arguments.as_of, arguments.seed, arguments.scale)
    except OSError as error:
        print(f"sample: {error}", file=sys.stderr)
        return 1
    rows = sum(truth["rows"].values())
    print(f"sample: {rows:,} rows in {len(truth['rows'])} files before {truth['as_of']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
