"""Raw files of the other surveys, in the generic shape."""

from __future__ import annotations

import numpy as np

from sampling.block import Block
from sampling.files import words
from sampling.survey_dirt import (
    CORRECTED,
    DAMAGED_LINES,
    INCOMPLETE,
    MISSING_ID,
    PREVIEW,
    UNPARSABLE,
    UNPARSABLE_DATE,
    again_arrived,
    bad_scores,
    corrected_scores,
    date_forms,
)
from sampling.survey_known import progress
from sampling.survey_plan import (
    CHANNELS,
    EMPLOYEE,
    POST_PURCHASE,
    RELATIONSHIP,
    SURVEYS,
    Drawn,
    take,
)
from sampling.world import LANGUAGES

SURVEY_IDS = words(survey.survey_id for survey in SURVEYS)
CSAT_LABELS = np.array(
    [
        ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
        ["非常不满意", "不满意", "一般", "满意", "非常满意"],
    ],
    dtype=object,
)
# What the link to the survey fills in: hidden questions.
HIDDEN = ["account_id", "customer_segment", "value_tier"]
# The generic tool's first export calls a column by its old name and lacks another.
FIRST_SHAPE = "* exclude (supplied_weight) rename (channel as survey_channel)"
OPTIONS = """\
# A stray byte spoils its line, not the file.
encoding: utf-8
# Until the first export the tool called the channel by another name.
rename_columns:
  survey_channel: channel
"""


def write(block: Block, drawn: Drawn) -> None:
    """Write all tables, and the options that the loader reads them by."""
    _write_responses(block, drawn)
    _write_answers(block, drawn)
    _write_invitations(block, drawn)
    if block.number == 0 and not block.world.day:
        block.files.write_text("surveys/_options.yml", OPTIONS)


def _write_responses(block: Block, drawn: Drawn) -> None:
    """Responses of the generic tool; a corrected one again, and one file twice."""
    responses, contact, given = drawn.responses, drawn.known["surveys"], drawn.given
    mine = np.flatnonzero(responses.survey != RELATIONSHIP)
    again = mine[responses.again_at[mine] >= 0]
    places = np.concatenate([mine, again])
    is_again = np.arange(len(places)) >= len(mine)
    chosen = take(responses, places)
    arrived = np.where(is_again, again_arrived(chosen), chosen.arrived)
    damage = np.full(len(places), -1)
    for kind, damaged in DAMAGED_LINES.items():
        damage[chosen.dirt == kind] = damaged
    person, unknown = chosen.person, ~chosen.is_named
    number = block.people.number[person]
    table = "surveys/survey_responses"
    block.files.write(
        table,
        {
            "number": np.where(chosen.dirt == MISSING_ID, -1, chosen.number),
            "respondent": np.where(unknown, -1, number),
            "survey": chosen.survey,
            "started_at": chosen.written_at - chosen.seconds,
            "submitted_at": chosen.written_at,
            "form": date_forms(block, responses)[places],
            "is_unparsable": chosen.dirt == UNPARSABLE,
            "seconds": chosen.seconds,
            "channel": chosen.channel,
            "language": chosen.language,
            "is_complete": chosen.dirt != INCOMPLETE,
            "is_preview": chosen.dirt == PREVIEW,
            "email": np.where(unknown, "", contact.email[person]),
            "phone": np.where(unknown, "", contact.phone[person]),
            "role": given["respondent_role"][places],
            "customer_id": np.where(unknown, "", contact.customer_id[person]),
            "related": chosen.related,
            "product": given["product_id"][places],
            "region": given["region"][places],
            "bot_score": drawn.bot_score[places],
            "changed_at": np.where(is_again, chosen.again_at, chosen.submitted_at + 60),
        },
        f"""
            id('S', number) as response_id, id('RSP', respondent) as respondent_id,
            word({SURVEY_IDS}, survey) as survey_id,
            case when survey != {EMPLOYEE} then 'meridian' end as brand_id,
            any_form(started_at, form) as started_at,
            case when is_unparsable then '{UNPARSABLE_DATE}' else any_form(submitted_at, form)
            end as submitted_at,
            seconds as duration_seconds, word({words(CHANNELS)}, channel) as channel,
            word({words(LANGUAGES)}, language) as language, is_complete, is_preview,
            nullif(email, '') as respondent_email, nullif(phone, '') as respondent_phone,
            role as respondent_role, nullif(customer_id, '') as customer_id,
            nullif(related, '') as related_record_id, product as product_id, region,
            printf('%.2f', bot_score / 100) as bot_score,
            cast(null as varchar) as supplied_weight, iso(changed_at) as updated_at
        """,
        arrived,
        damage=damage,
        damaged_ids=chosen.ids(),
        first_shape=FIRST_SHAPE,
    )
    if block.number == 0:
        block.files.resend(table)


def _write_answers(block: Block, drawn: Drawn) -> None:
    responses, scores, given = drawn.responses, drawn.scores, drawn.given
    survey, clean = responses.survey, scores.clean[:, 0]
    draws, size = block.draws("surveys.other_scores"), len(responses)
    satisfied = np.clip(1 + clean // 2 + draws.choose([15, 70, 15], size) - 1, 1, 5)
    ease = np.clip((15 + 6 * clean) // 10 + draws.choose([15, 70, 15], size) - 1, 1, 7)
    digits = np.array([*map(str, range(11)), None], dtype=object)
    labels = CSAT_LABELS[responses.language, satisfied - 1]
    wrong = bad_scores(responses)
    overall = np.where(np.equal(wrong, None), digits[clean], wrong)
    csat = np.where(survey == POST_PURCHASE, labels, digits[satisfied])
    corrected = digits[corrected_scores(scores.clean)]
    afterwards = np.flatnonzero(responses.related != "")
    finished = afterwards[responses.dirt[afterwards] != INCOMPLETE]
    employees = np.flatnonzero(survey == EMPLOYEE)
    parts = [
        ("q_enps", employees, overall),
        ("q_nps", np.flatnonzero((survey != RELATIONSHIP) & (survey != EMPLOYEE)), overall),
        ("q_csat", afterwards, csat),
        ("q_ces", finished, digits[ease]),
        *((name, afterwards, given[name]) for name in HIDDEN),
        ("q_department", employees, given["department_id"]),
        ("tenure_band", employees, given["tenure_band"]),
        ("q_nps", afterwards[responses.dirt[afterwards] == CORRECTED], corrected),
    ]
    questions = [name for name, _, _ in parts]
    places = [part_places for _, part_places, _ in parts]
    values = [value[part_places] for _, part_places, value in parts]
    for comment in drawn.comments:
        if comment.question.startswith("q_"):
            questions.append(comment.question)
            places.append(comment.places)
            values.append(comment.texts.text)
    question = np.repeat(np.arange(len(places)), [len(each) for each in places])
    place = np.concatenate(places)
    is_again = question == len(parts) - 1  # the corrections
    chosen = take(responses, place)
    arrived = np.where(is_again, again_arrived(chosen), chosen.arrived)
    block.files.write(
        "surveys/survey_answers",
        {
            "number": np.where(chosen.dirt == MISSING_ID, -1, chosen.number),
            "question": question,
            "answer": np.concatenate(values),
            "changed_at": np.where(is_again, chosen.again_at, chosen.submitted_at + 60),
        },
        f"""
            id('S', number) as response_id, word({words(questions)}, question) as question_id,
            case when regexp_full_match(answer, '[0-9]+') then cast(answer as json)
            else to_json(nullif(answer, '')) end as answer,
            iso(changed_at) as updated_at
        """,
        arrived,
        form="jsonl.gz",
    )


def _write_invitations(block: Block, drawn: Drawn) -> None:
    asked, contact = drawn.asked, drawn.known["surveys"]
    mine = asked.survey != RELATIONSHIP
    if not mine.any():
        return
    rows = progress(drawn, mine)
    person = asked.person[rows.pop("places")]
    rows["respondent"] = block.people.number[person]
    rows["email"], rows["customer_id"] = contact.email[person], contact.customer_id[person]
    moments = ["sent_at", "bounced_at", "opened_at", "started_at", "completed_at"]
    block.files.write(
        "surveys/survey_invitations",
        rows,
        f"""
            id('I', number) as invitation_id,
            word({SURVEY_IDS}, survey) as survey_id,
            id('RSP', respondent) as respondent_id, nullif(email, '') as respondent_email,
            nullif(customer_id, '') as customer_id,
            word({words(CHANNELS)}, channel) as channel,
            {", ".join(f"iso({name}) as {name}" for name in moments)},
            id('S', response) as response_id
        """,
        rows["arrived"],
    )
