"""The company's own surveys: who is asked, who answers, and what.

A relationship survey every quarter in Qualtrics, the same customers each time; a survey after every
solved ticket and delivered order, a yearly employee survey and an anonymous one of those who leave
in a tool of the generic shape. Who answers depends on the value tier (stories: unequal response,
mix shift); a detractor who is called back answers better from the next wave on (story: follow-up).
"""

from __future__ import annotations

import math

import numpy as np

from sampling import (
    people,
    stories,
    survey_dirt,
    survey_generic,
    survey_known,
    survey_qualtrics,
    survey_truth,
)
from sampling.block import TRIGGERS, Block, Concerns, Occasions
from sampling.draws import HOME_HOURS, WORK_HOURS, Codes, Seconds
from sampling.people import NEVER
from sampling.survey_plan import (
    DIMENSION_NPS,
    DIMENSIONS,
    EMPLOYEE,
    EXIT,
    KIND_OF,
    LATE_DIMENSIONS,
    OPEN_LINK,
    POST_PURCHASE,
    POST_TICKET,
    REASON_QUESTIONS,
    RELATIONSHIP,
    SURVEYS,
    Comments,
    Drawn,
    Invitations,
    Responses,
    Scores,
    Started,
    join,
    take,
)
from sampling.texts import compose
from sampling.world import DAY, MERIDIAN, SEGMENTS, THEMES, UTC_OFFSETS

HOUR = 3600
FIELD_DAYS = 45  # of a wave, after the day of the invitation
OPEN_LINK_SHARE = 0.025  # of those who leave the invitation unanswered
EMPLOYEE_MONTH, EMPLOYEE_RATE = 6, 0.75  # month of each year of the world; share who answer
LEAVERS, LEAVER_NPS = 150, -55.0  # at scale 1 in 36 months; no story moves them
DIMENSION_CORRELATION = 0.75  # of what is thought of a side with what is thought of the whole
REASON_SHARES = (0.5, 0.2, 0.2, 0.2, 0.2)  # of responses that give one, by dimension
TRANSACTIONAL_REASONS, SUGGESTIONS = 0.6, 0.4  # the latter of those who are no promoters
KIND_PASSIVES = 0.25  # of passives' comments that are good ones all the same
PROMOTERS_TOLD = 0.2  # of promoters' answers that are passed on, to be invited to refer
# How often each of THEMES is the reason, by dimension.
THEME_WEIGHTS = np.array(
    [
        [5, 4, 6, 4, 3, 2, 3, 3],
        [0, 0, 3, 0, 0, 1, 12, 0],
        [9, 0, 0, 0, 2, 0, 0, 6],
        [0, 1, 0, 1, 8, 5, 1, 0],
        [2, 1, 4, 2, 4, 3, 1, 2],
    ]
)
# What those say whom a story touches, and how often.
STORY_THEMES = {"price_rise": "price", "action_worked": "delivery", "outage": "reliability"}
STORY_THEME_SHARE = 0.6


def write(block: Block, solved: Occasions, orders: Occasions) -> Concerns:
    """Write surveys and the truth of them; return the counted answers that call for a follow-up.

    Customers are asked about `solved` tickets and delivered `orders`.
    """
    if not any(map(block.files.wants, ("qualtrics", "surveys", "case_management"))):
        nothing = np.array([], dtype=np.int64)
        return Concerns(nothing.astype(object), *[nothing] * 3, nothing.astype(bool), nothing)
    asked = join(
        [
            _ask_customers(block),
            _ask_afterwards(block, POST_TICKET, "zendesk:ticket:", solved),
            _ask_afterwards(block, POST_PURCHASE, "crm:order:", orders),
        ]
    )
    asked.number = block.ids(len(asked.person))
    draws = block.draws("surveys.open_link")
    missed = (asked.survey == RELATIONSHIP) & ~asked.is_answered
    by_open_link = missed & draws.chance(OPEN_LINK_SHARE, len(missed))
    started = [
        _start(block, asked, asked.is_answered, is_named=True),
        _start(block, asked, by_open_link, is_named=False),
        _employees(block),
        _leavers(block),
    ]
    responses = survey_dirt.submit(block, join(started))
    scores = _score(block, responses)
    comments = _comment(block, responses, scores)
    drawn = Drawn(
        asked,
        responses,
        scores,
        comments,
        known=survey_known.contacts(block),
        ends=survey_known.outcomes(block, asked, responses),
        given=survey_known.segments(block, responses),
        bot_score=survey_known.bot_scores(block, responses),
    )
    survey_qualtrics.write(block, drawn)
    survey_generic.write(block, drawn)
    survey_truth.add(block, drawn)
    return _concerns(block, responses, scores)


def _ask_customers(block: Block) -> Invitations:
    """Invite every customer in every wave, by e-mail or by text message, each in his own way."""
    world, everybody = block.world, block.people
    draws = block.draws("surveys.relationship")
    begins = world.month_starts[:: stories.WAVE_MONTHS]
    places = np.arange(len(everybody))
    invited = [
        np.flatnonzero(people.is_active(everybody, block.accounts, places, begin))
        for begin in begins
    ]
    wave = np.repeat(np.arange(len(begins)), [len(each) for each in invited])
    person = np.concatenate(invited)
    size = len(person)
    by_text = draws.chance(SURVEYS[RELATIONSHIP].channel_shares[1], len(everybody))
    by_text &= everybody.phone != ""
    sent_at = begins[wave] + DAY + 8 * HOUR + draws.integers(0, 2 * HOUR, size)
    wait = draws.exponential(9 * DAY, size).astype(np.int64) // DAY % FIELD_DAYS
    midnight = (sent_at // DAY + 1 + wait) * DAY
    account = everybody.account[person]
    offset = UTC_OFFSETS[block.accounts.region[account]]
    at_work = draws.of_day(midnight, WORK_HOURS, offset)
    at_home = draws.of_day(midnight, HOME_HOURS, offset)
    is_home = block.accounts.segment[account] == SEGMENTS.index("consumer")
    rate = stories.RESPONSE_RATES[everybody.tier_at(person, sent_at)]
    return Invitations(
        survey=np.full(size, RELATIONSHIP),
        number=np.full(size, -1),
        person=person,
        channel=np.array(SURVEYS[RELATIONSHIP].channels)[by_text[person].astype(int)],
        wave=wave,
        product=block.accounts.product[account],
        theme=np.full(size, -1),
        related=np.full(size, "", dtype=object),
        sent_at=sent_at,
        started_at=np.where(is_home, at_home, at_work),
        is_answered=draws.chance(rate, size),
    )


def _ask_afterwards(block: Block, survey: int, record: str, occasions: Occasions) -> Invitations:
    """Invite customers within three days of the end of what they are asked about, once each."""
    plan = SURVEYS[survey]
    draws = block.draws(f"surveys.{plan.survey_id}")
    person, size = occasions.person, len(occasions.person)
    sent_at = occasions.ended_at + draws.integers(HOUR, 72 * HOUR, size)
    wait = draws.exponential(1.5 * DAY, size).astype(np.int64) % (12 * DAY)
    started_at = sent_at + 600 + wait
    first, last = stories.MIX_SHIFT_MONTHS
    back = block.world.months - block.world.month_of(started_at)
    in_shift = (back >= first) & (back <= last)
    shifted = stories.MIX_SHIFT_RATES[block.people.tier_at(person, sent_at)]
    of_account = block.accounts.product[block.people.account[person]]
    asked = Invitations(
        survey=np.full(size, survey),
        number=np.full(size, -1),
        person=person,
        channel=np.array(plan.channels)[draws.choose(plan.channel_shares, size)],
        wave=np.full(size, -1),
        product=np.where(occasions.product >= 0, occasions.product, of_account),
        theme=occasions.theme.astype(np.int64),
        related=record + occasions.record.astype(object),
        sent_at=sent_at,
        started_at=started_at,
        is_answered=draws.chance(np.where(in_shift, shifted, stories.TRANSACTIONAL_RATE), size),
    )
    first = np.unique(occasions.record.astype(str), return_index=True)[1]
    return take(asked, np.sort(first[person[first] >= 0]))


def _start(block: Block, asked: Invitations, chosen: np.ndarray, is_named: bool) -> Started:
    """Those of the invited who answer: by their invitation, or else by a link on the website."""
    found = take(asked, np.flatnonzero(chosen))
    size = len(found.person)
    return Started(
        survey=found.survey,
        person=found.person,
        employee=np.full(size, -1),
        is_named=np.full(size, is_named),
        channel=found.channel if is_named else np.full(size, OPEN_LINK),
        language=block.people.language[found.person],
        wave=found.wave,
        product=found.product,
        theme=found.theme,
        related=found.related,
        started_at=found.started_at,
    )


def _employees(block: Block) -> Started:
    """Employees in one month a year, by a link that is the same for all."""
    draws, world = block.draws("surveys.employees"), block.world
    begins = world.month_starts[EMPLOYEE_MONTH::12]
    count = len(block.employees.number)
    employee = np.tile(np.arange(count), len(begins))
    begin = np.repeat(begins, count)
    answers = (block.employees.hired_at[employee] < begin) & draws.chance(
        EMPLOYEE_RATE, len(employee)
    )
    begin, employee = begin[answers], employee[answers]
    days = draws.integers(2, 26, len(employee)) * DAY
    return _anonymous(
        EMPLOYEE, draws.of_day(begin + days, WORK_HOURS, 1), employee, np.full(len(employee), -1)
    )


def _leavers(block: Block) -> Started:
    """Customers who have left, by a link that is the same for all."""
    draws, world = block.draws("surveys.leavers"), block.world
    share = (world.horizon_s - world.start_s) / (3 * 365 * DAY)
    size = block.count(LEAVERS * share, least=3)
    started_at = draws.within(world.start_s, world.horizon_s, size)
    return _anonymous(
        EXIT, started_at, np.full(size, -1), draws.choose([3, 3, 2, 2], size).astype(np.int64)
    )


def _anonymous(
    survey: int, started_at: Seconds, employee: np.ndarray, product: np.ndarray
) -> Started:
    nobody = np.full(len(started_at), -1)
    return Started(
        survey=np.full(len(started_at), survey),
        person=nobody,
        employee=employee,
        is_named=nobody >= 0,
        channel=np.full(len(started_at), SURVEYS[survey].channels[0]),
        language=np.zeros(len(started_at), dtype=np.int16),
        wave=nobody,
        product=product,
        theme=nobody,
        related=np.full(len(started_at), "", dtype=object),
        started_at=started_at,
    )


def _score(block: Block, responses: Responses) -> Scores:
    """Draw the scores, wave by wave: who was a detractor and is called back answers better next.

    Detractors after tickets and purchases are called back too, and it is what they think of
    Meridian that is better from then on, not of the next ticket.
    """
    draws, size = block.draws("surveys.scores"), len(responses)
    shape = (size, len(DIMENSIONS))
    noise = draws.normal(shape)
    scores = Scores(
        clean=np.full(shape, -1),
        plain=np.full(shape, -1),
        expected=np.zeros(shape),
        untouched=np.zeros(shape),
        stories=np.full(size, "", dtype=object),
        is_contacted=draws.chance(stories.FOLLOW_UP_SHARE, size),
        theme=responses.theme,
    )
    recovered_from = np.full(len(block.people), NEVER)
    for wave in range(-1, responses.wave.max() + 1):
        places = np.flatnonzero(responses.wave == wave)
        chosen = take(responses, places)
        begin = block.world.month_starts[wave * stories.WAVE_MONTHS] if wave >= 0 else 0
        is_recovered = (chosen.person >= 0) & (recovered_from[chosen.person] <= begin)
        _score_some(block, chosen, places, is_recovered, noise[places], scores)
        counted = survey_dirt.counted_scores(chosen, scores.clean[places])[:, 0]
        helped = chosen.is_named & (counted >= 0) & (counted <= 6) & scores.is_contacted[places]
        np.minimum.at(recovered_from, chosen.person[helped], chosen.submitted_at[helped])
    scores.theme = _themes(block, responses, scores.stories)
    return scores


def _score_some(
    block: Block,
    responses: Responses,
    places: np.ndarray,
    is_recovered: np.ndarray,
    noise: np.ndarray,
    scores: Scores,
) -> None:
    """Draw the scores of `responses` into these places of `scores`."""
    answered = _answered(block, responses, is_recovered)
    leaves = responses.survey == EXIT
    expected = np.where(leaves, LEAVER_NPS, stories.expected_nps(answered))
    untouched = np.where(leaves, LEAVER_NPS, stories.untouched_nps(answered))
    falls = answered.turned_back >= 0
    scores.stories[places] = np.where(leaves, "", stories.names_of_stories(answered))
    own = math.sqrt(1 - stories.ACCOUNT_VARIANCE - stories.PERSON_VARIANCE)
    overall = np.where(
        responses.person >= 0,
        block.people.opinion[responses.person] + own * noise[:, 0],
        noise[:, 0],
    )
    asks_all = responses.survey == RELATIONSHIP
    rest = math.sqrt(1 - DIMENSION_CORRELATION**2)
    for column, points in enumerate(DIMENSION_NPS):
        if column == 0:
            z, nps, plain = overall, expected, untouched
        else:
            z = DIMENSION_CORRELATION * overall + rest * noise[:, column]
            nps = np.where(falls, expected, np.clip(expected + points, -98.0, 98.0))
            plain = np.clip(untouched + points, -98.0, 98.0)
        drawn = stories.scores(nps, z, falls)
        is_asked = asks_all | (column == 0)
        scores.clean[places, column] = np.where(is_asked, drawn, -1)
        scores.plain[places, column] = np.where(is_asked, stories.scores(plain, z), -1)
        scores.expected[places, column] = nps
        scores.untouched[places, column] = plain


def _answered(block: Block, responses: Responses, is_recovered: np.ndarray) -> stories.Answered:
    person, accounts = responses.person, block.accounts
    account = block.people.account[person]
    moments = responses.submitted_at
    return stories.Answered(
        kind=KIND_OF[responses.survey],
        back=block.world.months - block.world.month_of(moments),
        region=accounts.region[account],
        segment=accounts.segment[account],
        tier=block.people.tier_at(person, moments),
        product=responses.product,
        brand=np.full(len(responses), MERIDIAN),
        turned_back=np.where(person >= 0, accounts.turned_back[account], -1),
        is_recovered=is_recovered,
    )


def _themes(block: Block, responses: Responses, names: np.ndarray) -> Codes:
    """The main reason of each response: what it was asked about, or the story that touches it."""
    draws, size = block.draws("surveys.themes"), len(responses)
    theme = draws.choose(THEME_WEIGHTS[0], size)
    speaks = draws.chance(STORY_THEME_SHARE, size)
    for story, name in STORY_THEMES.items():
        touched = np.array([story in each for each in names.tolist()], dtype=bool)
        theme = np.where(touched & speaks, THEMES.index(name), theme)
    return np.where(responses.theme >= 0, responses.theme, theme)


def _comment(block: Block, responses: Responses, scores: Scores) -> list[Comments]:
    """Compose what was answered to the open questions: one entry per question."""
    draws = block.draws("surveys.comments")
    survey, size = responses.survey, len(responses)
    is_late = responses.dirt == survey_dirt.INCOMPLETE
    asks_all, afterwards = survey == RELATIONSHIP, responses.related != ""
    comments = []
    for column, question in enumerate(REASON_QUESTIONS):
        gives = asks_all & draws.chance(REASON_SHARES[column], size)
        if column in LATE_DIMENSIONS:
            gives &= ~is_late
        comments.append(_compose(block, responses, scores, question, column, gives))
    gives = afterwards & ~is_late & draws.chance(TRANSACTIONAL_REASONS, size)
    comments.append(_compose(block, responses, scores, "q_reason", 0, gives))
    gives = afterwards & ~is_late & (scores.clean[:, 0] < 9) & draws.chance(SUGGESTIONS, size)
    comments.append(_compose(block, responses, scores, "q_suggestion", 0, gives))
    return comments


def _compose(
    block: Block,
    responses: Responses,
    scores: Scores,
    question: str,
    column: int,
    gives: np.ndarray,
) -> Comments:
    """Texts of those who answer a question: good, middling or bad as their score says."""
    draws = block.draws(f"surveys.{question}")
    places = np.flatnonzero(gives)
    chosen, size = take(responses, places), len(places)
    score = scores.clean[places, column]
    is_kind = (score >= 9) | ((score >= 7) & draws.chance(KIND_PASSIVES, size))
    sentiment = np.where(score <= 6, -1, is_kind.astype(np.int64))
    theme = scores.theme[places] if column == 0 else draws.choose(THEME_WEIGHTS[column], size)
    texts = compose(draws, chosen.language, theme, sentiment, chosen.product)
    return Comments(question, places, texts)


def _concerns(block: Block, responses: Responses, scores: Scores) -> Concerns:
    """Counted answers that call for a follow-up, whether or not they are known yet."""
    draws = block.draws("surveys.concerns")
    counted = survey_dirt.counted_scores(responses, scores.clean)
    trigger = survey_truth.triggers(block, responses, counted[:, 0])
    tells = (trigger != TRIGGERS.index("promoter_to_invite")) | draws.chance(
        PROMOTERS_TOLD, len(responses)
    )
    places = np.flatnonzero((trigger >= 0) & tells)
    chosen = take(responses, places)
    sources = np.array([survey.source for survey in SURVEYS], dtype=object)[chosen.survey]
    return Concerns(
        record=sources + ":response:" + chosen.ids(),
        person=chosen.person,
        submitted_at=chosen.submitted_at,
        trigger=trigger[places],
        is_contacted=scores.is_contacted[places],
        theme=scores.theme[places],
    )
