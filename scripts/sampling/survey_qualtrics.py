"""Raw files of the relationship survey, in the shape that a connector lands Qualtrics in."""

from __future__ import annotations

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.files import Rows, words
from sampling.survey_dirt import (
    CORRECTED,
    INCOMPLETE,
    PREVIEW,
    REDELIVERED,
    again_arrived,
    bad_scores,
    corrected_scores,
)
from sampling.survey_known import progress
from sampling.survey_plan import (
    CHANNELS,
    DIMENSIONS,
    LATE_DIMENSIONS,
    MISSING_CODE,
    REASON_QUESTIONS,
    RELATIONSHIP,
    SURVEYS,
    Drawn,
    take,
)
from sampling.world import DAY

HOUR = 3600
LANGUAGES = ["EN", "ZH-S"]
QUESTIONS = [*SURVEYS[RELATIONSHIP].nps_questions, *REASON_QUESTIONS]
WORDINGS = [
    "How likely are you to recommend Meridian to a colleague?",
    "How likely are you to recommend Meridian for its communication?",
    "How likely are you to recommend Meridian for its quality?",
    "How likely are you to recommend Meridian for the control you keep?",
    "How likely are you to recommend Meridian for how it improves?",
    "What is the main reason for your score?",
    *(f"What is the main reason for your score on {side}?" for side in DIMENSIONS[1:]),
]
# What the link to the survey tells: keys of the embedded data.
EMBEDDED = [
    "customer_id",
    "account_id",
    "region",
    "product_id",
    "respondent_role",
    "customer_segment",
    "value_tier",
    "lifecycle_stage",
    "tenure_band",
    "sales_owner",
]


def write(block: Block, drawn: Drawn) -> None:
    """Write all tables; the survey itself and its distributions once for all blocks."""
    if block.number == 0:
        _write_survey(block)
        _write_distributions(block)
    _write_contacts(block, drawn)
    _write_distribution_contacts(block, drawn)
    _write_responses(block, drawn)
    _write_answers(block, drawn)
    _write_embedded_data(block, drawn)


def _write_survey(block: Block) -> None:
    """The relationship survey itself, as it was made before the world begins."""
    made = block.world.start_s - 30 * DAY
    files, one = block.files, {"made": np.array([made])}
    survey_id = SURVEYS[RELATIONSHIP].survey_id
    files.write(
        "qualtrics/survey",
        one,
        f"""
            false as _fivetran_deleted, synced(made) as _fivetran_synced, 'meridian' as brand_id,
            'UR_0000001' as creator_id, '{survey_id}' as id, synced(made) as last_accessed,
            synced(made) as last_activated, synced(made) as last_modified,
            'UR_0000001' as owner_id, 'CX' as project_category,
            'Relationship survey' as survey_name, 'Active' as survey_status
        """,
        made,
    )
    files.write(
        "qualtrics/user",
        one,
        """
            false as _fivetran_deleted, synced(made) as _fivetran_synced,
            synced(made) as account_creation_date, 'active' as account_status,
            'cx@meridian.example' as email, 'Customer' as first_name, 'UR_0000001' as id,
            'EN' as language, 'Experience' as last_name, 'UTC' as time_zone,
            'cx#meridian' as username
        """,
        made,
    )
    place = np.arange(len(QUESTIONS))
    files.write(
        "qualtrics/question",
        {"place": place, "made": np.full(len(place), made)},
        f"""
            false as _fivetran_deleted, synced(made) as _fivetran_synced,
            'Q' || (place + 1) as data_export_tag, word({words(QUESTIONS)}, place) as id,
            word({words(WORDINGS)}, place) as question_description,
            word({words(WORDINGS)}, place) as question_text,
            case when place < {len(DIMENSIONS)} then 'MC' else 'TE' end as question_type,
            case when place < {len(DIMENSIONS)} then 'NPS' else 'ML' end as selector,
            '{survey_id}' as survey_id
        """,
        made,
    )
    keys = [*map(str, range(11)), MISSING_CODE]
    option = np.tile(np.arange(len(keys)), len(DIMENSIONS))
    files.write(
        "qualtrics/question_option",
        {
            "option": option,
            "place": np.repeat(np.arange(len(DIMENSIONS)), len(keys)),
            "made": np.full(len(option), made),
        },
        f"""
            false as _fivetran_deleted, synced(made) as _fivetran_synced,
            word({words(keys)}, option) as key, word({words(QUESTIONS)}, place) as question_id,
            word({words(keys)}, option) as recode_value, '{survey_id}' as survey_id,
            word({words([*keys[:-1], "No opinion"])}, option) as text
        """,
        made,
    )


def _write_distributions(block: Block) -> None:
    """One distribution per wave and way of sending, over one mailing list of one directory."""
    world, files = block.world, block.files
    made = world.start_s - 30 * DAY
    one = {"made": np.array([made])}
    files.write(
        "qualtrics/directory",
        one,
        """
            false as _fivetran_deleted, synced(made) as _fivetran_synced,
            true as deduplication_criteria_email,
            true as deduplication_criteria_external_data_reference,
            'POOL_0000001' as id, true as is_default, 'Customers' as name
        """,
        made,
    )
    files.write(
        "qualtrics/core_mailing_list",
        one,
        """
            false as _fivetran_deleted, synced(made) as _fivetran_synced, 'CG_0000001' as id,
            'UR_0000001' as library_id, 'Customers' as name
        """,
        made,
    )
    begins = world.month_starts[:: stories.WAVE_MONTHS]
    sent_at = np.repeat(begins, 2) + DAY + 8 * HOUR
    files.write(
        "qualtrics/distribution",
        {"number": np.arange(len(sent_at)), "sent_at": sent_at},
        f"""
            false as _fivetran_deleted, synced(sent_at + 600) as _fivetran_synced,
            synced(sent_at - 86400) as created_date,
            case when number % 2 = 0 then 'survey@meridian.example' end as header_from_email,
            'Meridian' as header_from_name,
            case when number % 2 = 0 then 'How are we doing?' end as header_subject,
            id('EMD_', number) as id, synced(sent_at) as modified_date,
            'UR_0000001' as owner_id, 'CG_0000001' as recipient_mailing_list_id,
            'Done' as request_status,
            case when number % 2 = 0 then 'Invite' else 'SMS' end as request_type,
            synced(sent_at) as send_date, synced(sent_at + 50 * 86400) as
            survey_link_expiration_date, 'Individual' as survey_link_link_type,
            '{SURVEYS[RELATIONSHIP].survey_id}' as survey_link_survey_id
        """,
        sent_at + 600,
    )


def _write_contacts(block: Block, drawn: Drawn) -> None:
    """People who were ever invited, as of the first time."""
    people, asked, contact = block.people, drawn.asked, drawn.known["qualtrics"]
    mine = asked.survey == RELATIONSHIP
    person, first = np.unique(asked.person[mine], return_index=True)
    made_at = asked.sent_at[mine][first] - DAY
    names = [_parted(name) for name in people.name[person].tolist()]
    block.files.write(
        "qualtrics/directory_contact",
        {
            "number": people.number[person],
            "made_at": made_at,
            "email": contact.email[person],
            "ext_ref": contact.customer_id[person],
            "phone": contact.phone[person],
            "first_name": np.array([name[0] for name in names], dtype=object),
            "last_name": np.array([name[1] for name in names], dtype=object),
            "language": people.language[person],
        },
        f"""
            synced(made_at) as _fivetran_synced, synced(made_at) as creation_date,
            'POOL_0000001' as directory_id, false as directory_unsubscribed, email,
            split_part(trim(email), '@', 2) as email_domain, nullif(ext_ref, '') as ext_ref,
            first_name, id('CID_', number) as id,
            word({words(LANGUAGES)}, language) as language,
            synced(made_at) as last_modified, last_name, nullif(phone, '') as phone
        """,
        made_at,
    )


def _parted(name: str) -> tuple[str, str]:
    """First and last name; Chinese ones are written family name first, without a blank."""
    first, blank, last = name.partition(" ")
    return (first, last) if blank else (name[1:], name[:1])


def _write_distribution_contacts(block: Block, drawn: Drawn) -> None:
    asked = drawn.asked
    mine = asked.survey == RELATIONSHIP
    if not mine.any():
        return
    rows = progress(drawn, mine)
    places = rows.pop("places")
    rows["contact"] = block.people.number[asked.person[places]]
    is_text = asked.channel[places] == CHANNELS.index("sms")
    rows["distribution"] = asked.wave[places] * 2 + is_text
    block.files.write(
        "qualtrics/distribution_contact",
        rows,
        """
            synced(arrived) as _fivetran_synced, id('CID_', contact) as contact_id,
            id('CGC_', number) as contact_lookup_id, id('EMD_', distribution) as distribution_id,
            synced(opened_at) as opened_at, synced(completed_at) as response_completed_at,
            id('R_', response) as response_id, synced(started_at) as response_started_at,
            synced(sent_at) as sent_at,
            case
                when bounced_at >= 0 and number % 5 = 0 then 'softbounce'
                when bounced_at >= 0 then 'hardbounce'
                when completed_at >= 0 then 'surveyfinished'
                when response >= 0 then 'surveypartiallyfinished'
                when level = 2 then 'surveystarted'
                when level = 1 then 'opened'
                else 'success'
            end as status
        """,
        rows["arrived"],
    )


def _write_responses(block: Block, drawn: Drawn) -> None:
    """Responses, and some of them again: corrected ones, and what the connector delivers twice."""
    responses, contact = drawn.responses, drawn.known["qualtrics"]
    mine = np.flatnonzero(responses.survey == RELATIONSHIP)
    again = mine[responses.again_at[mine] >= 0]
    places = np.concatenate([mine, again])
    is_again = np.arange(len(places)) >= len(mine)
    chosen = take(responses, places)
    arrived = np.where(is_again, again_arrived(chosen), chosen.arrived)
    is_changed = is_again & (chosen.dirt == CORRECTED)
    changed_at = np.where(is_changed, chosen.again_at, chosen.written_at + 60)
    name = np.where(chosen.is_named, block.people.name[chosen.person], "")
    names = [_parted(each) for each in name.tolist()]
    block.files.write(
        "qualtrics/survey_response",
        {
            "number": chosen.number,
            "channel": chosen.channel,
            "started_at": chosen.written_at - chosen.seconds,
            "submitted_at": chosen.written_at,
            "changed_at": changed_at,
            "seconds": chosen.seconds,
            "is_preview": chosen.dirt == PREVIEW,
            "is_finished": chosen.dirt != INCOMPLETE,
            "email": np.where(chosen.is_named, contact.email[chosen.person], ""),
            "first_name": np.array([each[0] for each in names], dtype=object),
            "last_name": np.array([each[1] for each in names], dtype=object),
            "language": chosen.language,
            "arrived": arrived,
        },
        f"""
            synced(arrived) as _fivetran_synced,
            word({words(CHANNELS)}, channel) as distribution_channel,
            seconds as duration_in_seconds, synced(submitted_at) as end_date,
            cast(is_finished as integer) as finished, id('R_', number) as id,
            case when email != '' then '203.0.113.' || (number * 37 % 250 + 1) end as ip_address,
            synced(changed_at) as last_modified_date,
            case when is_finished then 100 else 60 end as progress,
            nullif(email, '') as recipient_email, nullif(first_name, '') as recipient_first_name,
            nullif(last_name, '') as recipient_last_name, synced(submitted_at) as recorded_date,
            synced(started_at) as start_date, cast(is_preview as integer) as status,
            '{SURVEYS[RELATIONSHIP].survey_id}' as survey_id,
            word({words(LANGUAGES)}, language) as user_language
        """,
        arrived,
    )


def _write_answers(block: Block, drawn: Drawn) -> None:
    responses, scores, comments = drawn.responses, drawn.scores, drawn.comments
    mine = responses.survey == RELATIONSHIP
    is_late = responses.dirt == INCOMPLETE
    parts: list[Rows] = []

    def add(places: np.ndarray, question: int, score: object, text: object, again: bool) -> None:
        size = len(places)
        moment = again_arrived(responses) if again else responses.arrived
        parts.append(
            {
                "number": responses.number[places],
                "question": np.full(size, question),
                "score": np.broadcast_to(np.asarray(score, dtype=np.int64), size),
                "text": np.broadcast_to(np.asarray(text, dtype=object), size),
                "arrived": moment[places],
            }
        )

    wrong = bad_scores(responses)
    for again in (False, True):
        sent = mine & (responses.dirt == REDELIVERED) if again else mine
        for column in range(len(DIMENSIONS)):
            places = np.flatnonzero(sent & ~is_late if column in LATE_DIMENSIONS else sent)
            text = wrong[places] if column == 0 else None
            add(places, column, scores.clean[places, column], text, again)
        for comment in comments:
            if comment.question in QUESTIONS:
                keep = sent[comment.places]
                texts = comment.texts.text[keep]
                add(comment.places[keep], QUESTIONS.index(comment.question), -1, texts, again)
    places = np.flatnonzero(mine & (responses.dirt == CORRECTED))
    add(places, 0, corrected_scores(scores.clean)[places], None, True)
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    value = "nullif(coalesce(text, cast(score as varchar)), '')"
    block.files.write(
        "qualtrics/question_response",
        rows,
        f"""
            id('R_', number) || ':' || word({words(QUESTIONS)}, question) as _fivetran_id,
            synced(arrived) as _fivetran_synced, word({words(WORDINGS)}, question) as question,
            word({words(QUESTIONS)}, question) as question_id,
            case when question < {len(DIMENSIONS)} then {value} end as question_option_key,
            id('R_', number) as response_id,
            case when question >= {len(DIMENSIONS)} then text end as text,
            case when question < {len(DIMENSIONS)} then {value} end as value
        """,
        rows["arrived"],
    )


def _write_embedded_data(block: Block, drawn: Drawn) -> None:
    responses, given = drawn.responses, drawn.given
    mine = np.flatnonzero(responses.survey == RELATIONSHIP)
    named_ones = mine[responses.is_named[mine]]
    customer_id = drawn.known["qualtrics"].customer_id[responses.person]
    values = [customer_id if key == "customer_id" else given[key] for key in EMBEDDED]
    keys = [*EMBEDDED, "Q_RecaptchaScore"]
    scores = np.array([f"{each / 100:.2f}" for each in range(100)], dtype=object)[drawn.bot_score]
    places = np.concatenate([named_ones] * len(EMBEDDED) + [mine])
    sizes = [len(named_ones)] * len(EMBEDDED) + [len(mine)]
    value = np.concatenate([each[named_ones] for each in values] + [scores[mine]])
    there = value != ""
    places = places[there]
    block.files.write(
        "qualtrics/survey_embedded_data",
        {
            "number": responses.number[places],
            "key": np.repeat(np.arange(len(keys)), sizes)[there],
            "value": value[there],
            "arrived": responses.arrived[places],
        },
        f"""
            synced(arrived) as _fivetran_synced, word({words(keys)}, key) as import_id,
            word({words(keys)}, key) as key, id('R_', number) as response_id, value
        """,
        responses.arrived[places],
    )
