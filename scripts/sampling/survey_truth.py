"""The truth of the surveys: answers that count, who gave them, invitations, follow-ups."""

from __future__ import annotations

import numpy as np

from sampling import stories
from sampling.block import TRIGGERS, Block, named
from sampling.draws import Codes
from sampling.files import words
from sampling.people import PHONE, numbered
from sampling.survey_dirt import (
    DAMAGED_LINES,
    KINDS,
    MISSING_ID,
    UNPARSABLE,
    add_truth,
    counted_scores,
)
from sampling.survey_plan import (
    CHANNEL_IDS,
    DIMENSIONS,
    EMPLOYEE,
    KIND_OF,
    RELATIONSHIP,
    SURVEYS,
    Comments,
    Drawn,
    Invitations,
    Outcomes,
    Responses,
    Scores,
    take,
)
from sampling.texts import Texts
from sampling.texts import add_truth as add_texts
from sampling.world import DAY, LANGUAGES, TIERS

PLATINUM = TIERS.index("platinum")
RECOVERY_DAYS = 180
SURVEY_IDS = words(survey.survey_id for survey in SURVEYS)
SOURCES = words(survey.source for survey in SURVEYS)


def add(block: Block, drawn: Drawn) -> None:
    """Add all that a warehouse must find of the surveys."""
    responses = drawn.responses
    counted = counted_scores(responses, drawn.scores.clean, block.world.known_s)
    add_truth(block, responses)
    _add_answers(block, drawn, counted)
    _add_touchpoints(block, drawn)
    _add_identities(block, drawn)
    _add_invitations(block, drawn.asked, drawn.ends)
    _add_follow_ups(block, responses, drawn.scores, counted[:, 0])
    for comment in drawn.comments:
        _add_texts(block, responses, comment)
    _add_changes_of_files(block)


def categories(scores: np.ndarray) -> Codes:
    """0 for detractors, 1 for passives, 2 for promoters."""
    return (scores >= 7).astype(np.int64) + (scores >= 9)


def _persons(block: Block, responses: Responses) -> np.ndarray:
    """Places of the true persons, -1 for who is unknown."""
    merged = block.people.merged_into
    original = np.where(merged >= 0, merged, np.arange(len(merged)))
    return np.where(responses.is_named, original[responses.person], -1)


def triggers(block: Block, responses: Responses, counted: np.ndarray) -> Codes:
    """What calls for a follow-up, the first of TRIGGERS that fits; -1 where nothing does.

    `counted` are the overall scores that count, -1 for others. Who fell from promoter is judged by
    his counted answer before in a survey of the same kind.
    """
    person = _persons(block, responses)
    use = np.flatnonzero((person >= 0) & (counted >= 0))
    kind = KIND_OF[responses.survey]
    order = use[np.lexsort((responses.submitted_at[use], kind[use], person[use]))]
    same = (person[order][1:] == person[order][:-1]) & (kind[order][1:] == kind[order][:-1])
    was_promoter = np.full(len(responses), False)
    was_promoter[order[1:]] = same & (counted[order][:-1] >= 9)
    tier = block.people.tier_at(responses.person, responses.submitted_at)
    category = categories(counted)
    trigger = np.select(
        [category == 0, was_promoter & (category == 1), (category == 1) & (tier == PLATINUM)],
        [0, 1, 2],
        np.where(category == 2, 3, -1),
    )
    return np.where((person >= 0) & (counted >= 0), trigger, -1)


def _add_answers(block: Block, drawn: Drawn, counted: np.ndarray) -> None:
    responses, scores, given = drawn.responses, drawn.scores, drawn.given
    account_id = given["account_id"]
    person_id = block.person_ids(np.where(responses.is_named, responses.person, -1))
    record_id = responses.ids()
    language = np.where(
        responses.survey == RELATIONSHIP, 2 * responses.language, responses.language
    )
    for column, dimension in enumerate(DIMENSIONS):
        places = np.flatnonzero(scores.clean[:, column] >= 0)
        if not len(places):
            continue
        chosen = take(responses, places)
        block.truth.add(
            "answers",
            {
                "survey": chosen.survey,
                "kind": KIND_OF[chosen.survey],
                "response_id": record_id[places],
                "person_id": person_id[places],
                "account_id": account_id[places],
                "seconds": chosen.written_at,
                "clean_score": scores.clean[places, column],
                "counted_score": counted[places, column],
                "untouched_score": scores.plain[places, column],
                "expected_nps": scores.expected[places, column],
                "untouched_nps": scores.untouched[places, column],
                "stories": scores.stories[places],
                "channel": chosen.channel,
                "language": language[places],
                "dirt": chosen.dirt,
            }
            | {
                name: column_values[places]
                for name, column_values in given.items()
                if name not in ("account_id", "sales_owner")
            },
            f"""
                * exclude (survey, kind, seconds, counted_score, channel, language, dirt),
                word({SOURCES}, survey) as source_system, word({SURVEY_IDS}, survey) as survey_id,
                word({words(stories.KINDS)}, kind) as survey_kind, 'meridian' as brand_id,
                '{dimension}' as dimension, moment(seconds) as submitted_at,
                nullif(counted_score, -1) as counted_score,
                word({words(CHANNEL_IDS)}, channel) as channel_id,
                word({words([*LANGUAGES, "zh-s"])}, language) as language,
                word({words(kind.name for kind in KINDS)}, dirt) as dirt
            """,
            chosen.arrived,
        )


def _add_touchpoints(block: Block, drawn: Drawn) -> None:
    """Every response of a customer, those of nobody known included."""
    responses, known = drawn.responses, drawn.known
    places = np.flatnonzero(responses.survey != EMPLOYEE)
    chosen = take(responses, places)
    person = np.where(chosen.is_named, chosen.person, -1)
    link_key = np.where(
        chosen.survey == RELATIONSHIP,
        known["qualtrics"].link_key[person],
        known["surveys"].link_key[person],
    )
    block.truth.add(
        "touchpoints",
        block.as_of(person, chosen.submitted_at)
        | {
            "survey": chosen.survey,
            "record_id": chosen.ids(),
            "person_id": block.person_ids(person),
            "link_key": np.where(person >= 0, link_key, ""),
            "seconds": chosen.written_at,
            "code": chosen.language,
            "kind": chosen.dirt,
        },
        f"""
            * exclude (survey, seconds, code, kind), word({SOURCES}, survey) as source_system,
            'survey_response' as touchpoint_type, 'meridian' as brand_id,
            moment(seconds) as occurred_at, word({words(LANGUAGES)}, code) as language,
            false as is_deleted, word({words(kind.name for kind in KINDS)}, kind) as dirt
        """,
        chosen.arrived,
    )


def _add_identities(block: Block, drawn: Drawn) -> None:
    """People as each tool knows them, from the first invitation on.

    An invitation carries no number: whom only that leads to is known once he has answered.
    """
    asked, responses = drawn.asked, drawn.responses
    has_told = np.zeros(len(block.people), dtype=bool)
    is_read = ~np.isin(responses.dirt, [MISSING_ID, UNPARSABLE, *DAMAGED_LINES])
    is_read &= responses.is_named & (responses.survey != RELATIONSHIP)
    has_told[responses.person[is_read & (responses.arrived < block.world.known_s)]] = True
    for source, letters in (("qualtrics", "CID_"), ("surveys", "RSP")):
        mine = np.flatnonzero((asked.survey == RELATIONSHIP) == (source == "qualtrics"))
        order = mine[np.argsort(asked.sent_at[mine], kind="stable")]
        person, first = np.unique(asked.person[order], return_index=True)
        if not len(person):
            continue
        contact = drawn.known[source]
        is_known = (source == "qualtrics") | (contact.rule[person] != PHONE) | has_told[person]
        block.truth.add(
            "identities",
            {
                "source_person_id": numbered(letters, block.people.number[person]),
                "person_id": block.person_ids(person),
                "link_key": np.where(is_known, contact.link_key[person], ""),
            },
            f"'{source}' as source_system, *",
            asked.sent_at[order[first]],
        )


def _add_invitations(block: Block, asked: Invitations, ends: Outcomes) -> None:
    """Invitations and how far they had come by the end of what is known."""
    if not len(asked.person):
        return
    known_s = block.world.known_s
    in_qualtrics = asked.survey == RELATIONSHIP
    is_begun = ends.started_arrived < known_s
    block.truth.add(
        "invitations",
        {
            "survey": asked.survey,
            "channel": asked.channel,
            "invitation_id": np.where(
                in_qualtrics, numbered("CGC_", asked.number), numbered("I", asked.number)
            ),
            "person_id": block.person_ids(asked.person),
            "tier": block.people.tier_at(asked.person, asked.sent_at),
            "seconds": asked.sent_at,
            "is_bounced": ends.bounced_at >= 0,
            "is_opened": (ends.opened_at >= 0) & ((ends.opened_arrived < known_s) | is_begun),
            "is_started": (ends.started_at >= 0) & is_begun,
            "is_completed": (ends.completed_at >= 0) & is_begun,
        },
        f"""
            * exclude (survey, channel, tier, seconds), word({SOURCES}, survey) as source_system,
            word({SURVEY_IDS}, survey) as survey_id,
            word({words(CHANNEL_IDS)}, channel) as channel_id,
            word({words(TIERS)}, tier) as value_tier, moment(seconds) as sent_at
        """,
        asked.sent_at + 60,
    )


def _add_follow_ups(
    block: Block, responses: Responses, scores: Scores, counted: np.ndarray
) -> None:
    """Counted answers of known persons, and the next one about the relationship."""
    person, submitted_at = _persons(block, responses), responses.submitted_at
    is_known = (person >= 0) & (counted >= 0) & (responses.arrived < block.world.known_s)
    counted = np.where(is_known, counted, -1)
    trigger = triggers(block, responses, counted)
    places = np.flatnonzero(trigger >= 0)
    if not len(places):
        return
    # Later answers of a person follow his earlier ones in one sorted column of both.
    later = np.flatnonzero(is_known & (responses.survey == RELATIONSHIP))
    key = (person << 36) + submitted_at
    later = later[np.argsort(key[later], kind="stable")]
    following = np.searchsorted(key[later], key[places], side="right")
    following = np.append(later, -1)[following]
    in_time = (
        (following >= 0)
        & (person[following] == person[places])
        & (submitted_at[following] <= submitted_at[places] + RECOVERY_DAYS * DAY)
    )
    risen = categories(counted[following]) > categories(counted[places])
    chosen = take(responses, places)
    block.truth.add(
        "follow_ups",
        {
            "response_id": chosen.ids(),
            "person_id": block.person_ids(chosen.person),
            "trigger": named(TRIGGERS, trigger[places]),
            "seconds": chosen.submitted_at,
            "is_contacted": scores.is_contacted[places],
            "next": np.where(in_time, counted[following], -1),
            "risen": risen,
        },
        """
            response_id, person_id, trigger, moment(seconds) as submitted_at, is_contacted,
            nullif(next, -1) as next_score, case when next >= 0 then risen end as is_recovered
        """,
        chosen.arrived,
    )


def _add_texts(block: Block, responses: Responses, comment: Comments) -> None:
    in_qualtrics = responses.survey[comment.places] == RELATIONSHIP
    for source, mine in (("qualtrics", in_qualtrics), ("surveys", ~in_qualtrics)):
        if mine.any():
            texts = Texts(**{name: each[mine] for name, each in vars(comment.texts).items()})
            chosen = take(responses, comment.places[mine])
            add_texts(
                block,
                texts,
                source,
                "survey_response",
                chosen.ids(),
                comment.question,
                chosen.arrived,
                chosen.language,
            )


def _add_changes_of_files(block: Block) -> None:
    """The generic tool's change of its columns, and the file that was sent twice."""
    table, suffix = "survey_responses", block.files.suffix
    labels = [export.label for export in block.world.base_exports]
    told = [("duplicate_file", f"{labels[-1]}.resent", "")] if block.number == 0 else []
    if len(labels) > 2:
        told += [
            ("renamed_column", labels[0], "survey_channel is channel from then on"),
            ("added_column", labels[0], "supplied_weight"),
        ]
    for kind, label, detail in told:
        block.truth.add(
            "dirt",
            {"file": np.array([f"surveys/{table}.{label}{suffix}.csv"], dtype=object)},
            f"'{kind}' as kind, 'surveys' as source_system, '{table}' as table_name, file, "
            f"nullif('{detail}', '') as detail",
            block.world.end_s - 1,
        )
