"""E-mails in threads, text messages and web forms."""

from __future__ import annotations

import numpy as np

from sampling.block import Block
from sampling.contact_records import (
    PRODUCT,
    REGION,
    RELATED,
    WHAT_COLUMNS,
    WHO_COLUMNS,
    Habit,
    date_of,
    key,
    plant_dirt,
    say,
    tell_texts,
    turn_up,
    unsay,
    write_records,
)
from sampling.crowd import FIRST_ANONYMOUS_VISITOR, Crowd, over_months
from sampling.draws import Draws
from sampling.files import Rows, words
from sampling.people import numbered
from sampling.versions import stacked, taken
from sampling.world import DAY, THEMES

EMAILS, SMS, FORMS = 2500, 600, 600  # at scale 1, in 36 months
CAMPAIGN_EMAILS = 0.2  # of all e-mails
THREAD_SIZES = [40, 30, 18, 12]  # weights of 1 to 4 e-mails
INBOUND_THREADS = 0.75
AUTOMATIC_REPLIES = 0.12  # of threads that a customer begins
OUT_OF_OFFICE = 0.04  # of campaign e-mails
OUTBOUND_SMS, CAMPAIGN_SMS = 0.75, 0.4  # of all, and of the outbound
MAILBOXES = ["info", "service", "sales", "news"]
NEWS = MAILBOXES.index("news")
MAILBOX_OF_DEPARTMENT = np.array([0, 0, 1, 2, 0, 0])
NO_CAMPAIGN, RECEIPT, NEWSLETTER, ABSENCE = -1, 0, 1, 2
# What says nothing about anything, in English and Chinese.
WORDINGS = np.array(
    [
        [
            "We have received your message and will come back to you.",
            "我们已收到您的来信，将尽快回复。",
        ],
        ["See what is new at Meridian this month.", "本月新闻，欢迎阅读。"],
        ["I am out of the office and will answer on my return.", "我目前不在办公室，回来后答复。"],
    ],
    dtype=object,
)
SUBJECTS = np.array(
    [
        [f"About {theme.replace('_', ' ')}" for theme in THEMES],
        [f"关于{theme}" for theme in "产品质量 价格 服务 交货 软件 文档 沟通 可靠性".split()],
    ],
    dtype=object,
)
FORM_NAMES = ["contact", "complaint", "quotation"]
COMPLAINT, QUOTATION = 1, 2
DIRECTION = "word(['inbound', 'outbound'], direction) as direction"


def write_emails(block: Block, crowd: Crowd) -> None:
    """Write threads of one to four, automatic replies to some, and campaigns."""
    draws = block.draws("contact.emails")
    size = over_months(block, EMAILS, 6)
    threads = _draw_threads(block, crowd, draws, round(size * (1 - CAMPAIGN_EMAILS)))
    campaigns = _draw_campaigns(block, crowd, round(size * CAMPAIGN_EMAILS))
    campaigns["thread"] += threads["thread"].max() + 1
    for name in ("first", "previous"):
        place = campaigns[name]
        campaigns[name] = np.where(place >= 0, place + len(threads["began"]), -1)
    rows = stacked(threads, campaigns)
    size = len(rows["began"])
    numbers = block.ids(size)
    name = numbered("", numbers)
    rows["record"] = "<" + name + "@mail.meridian.example>"
    rows["in_reply_to"] = np.append(rows["record"], None)[rows["previous"]]
    rows["thread"] = block.ids(1)[0] + rows["thread"]
    is_auto = rows["wording"] >= 0
    is_customer = rows["direction"] == 0
    texts = say(draws, rows, is_customer)
    unsay(texts, is_auto, WORDINGS[rows["wording"], rows["language"]])
    rows["body"] = texts.text
    subject = SUBJECTS[rows["language"], rows["theme"]]
    subject = np.where(rows["wording"] == NEWSLETTER, "Meridian News", subject)
    is_reply = rows["previous"] >= 0
    rows["subject"] = np.where(is_reply, "Re: ", "").astype(object) + subject
    rows["updated"] = rows["began"] + draws.integers(1, 120, size)
    # An e-mail that others answer keeps its id.
    plant_dirt(block, draws, rows, 2, ~np.isin(np.arange(size), rows["previous"]))
    write_records(
        block,
        crowd,
        "emails",
        "email",
        rows,
        f"""
        {key("email_id")}, 'thread_' || thread as thread_id, in_reply_to as in_reply_to_email_id,
        {DIRECTION}, nullif(email, '') as customer_email,
        word({words(MAILBOXES)}, mailbox) || '@meridian.example' as mailbox,
        {WHO_COLUMNS}, {PRODUCT}, {RELATED}, {WHAT_COLUMNS}, {REGION}, agent as agent_employee_id,
        case when campaign >= 0 then 'campaign_' || campaign end as campaign_id,
        {date_of("began", "sent_at")}, subject, body, wording in ({RECEIPT}, {ABSENCE})
            as is_automatic
        """,
        "jsonl",
    )
    tell_texts(block, texts, "email", "body", rows)


def _draw_threads(block: Block, crowd: Crowd, draws: Draws, size: int) -> Rows:
    """Draw e-mails of threads in order: customer and agent write in turn, within days."""
    mean = float(np.average([1, 2, 3, 4], weights=THREAD_SIZES)) + AUTOMATIC_REPLIES
    habit = Habit(strangers=0.12, known=0.2, mailed=1.0)
    threads = turn_up(block, crowd, draws, "thread_", max(2, round(size / mean)), habit)
    count = len(threads["began"])
    begins_out = ~draws.chance(INBOUND_THREADS, count)
    is_answered_at_once = draws.chance(AUTOMATIC_REPLIES, count) & ~begins_out
    is_answered_at_once[np.argmin(begins_out)] = True  # one at least
    sizes = 1 + draws.choose(THREAD_SIZES, count).astype(np.int64) + is_answered_at_once
    first = np.cumsum(sizes) - sizes
    thread = np.repeat(np.arange(count), sizes)
    place = np.arange(len(thread)) - first[thread]
    # The receipt is the second; what follows it answers the first.
    has_receipt = is_answered_at_once[thread]
    is_receipt = has_receipt & (place == 1)
    turn = np.where(has_receipt & (place > 1), place - 1, place)
    previous = np.where(place > 0, np.arange(len(thread)) - 1, -1)
    previous = np.where(has_receipt & (place == 2), first[thread], previous)
    slow = draws.integers(1, 4, len(thread)) * DAY
    delay = np.where(draws.chance(0.5, len(thread)), slow, 0)
    delay = np.where(is_receipt, 0, delay + draws.integers(600, 5400, len(thread)))
    delay = np.where(place == 0, 0, delay + is_receipt * 45)
    elapsed = np.cumsum(delay)
    rows = taken(threads, thread)
    direction = np.where(is_receipt, 1, (turn + begins_out[thread]) % 2)
    return rows | {
        "began": rows["began"] + elapsed - elapsed[first][thread],
        "thread": thread,
        "first": first[thread],
        "previous": previous,
        "direction": direction,
        "wording": np.where(is_receipt, RECEIPT, -1),
        "campaign": np.full(len(thread), NO_CAMPAIGN),
        "mailbox": MAILBOX_OF_DEPARTMENT[rows["department"]],
        "agent": np.where(is_receipt, None, rows["employee"]),
    }


def _draw_campaigns(block: Block, crowd: Crowd, size: int) -> Rows:
    """Draw newsletters to customers, one a month, and what their absence answers."""
    draws = block.draws("contact.campaigns")
    habit = Habit(known=0.8, mailed=1.0)
    rows = turn_up(block, crowd, draws, "news_", max(1, size), habit)
    month = block.world.month_of(rows["began"])
    # The tenth of the month, or when the world begins.
    sent = np.maximum(block.world.month_starts[month] + 9 * DAY, block.world.start_s)
    rows["began"] = sent + rows["began"] % (9 * 3600) + 8 * 3600
    count = len(sent)
    away = np.flatnonzero(draws.chance(OUT_OF_OFFICE, count) | (np.arange(count) == 0))
    answers = taken(rows, away)
    answers["began"] = answers["began"] + draws.integers(2, 300, len(away))
    both = stacked(rows, answers)
    is_answer = np.repeat([False, True], [count, len(away)])
    place = np.concatenate([np.arange(count), away])
    return both | {
        "thread": place,
        "first": place,
        "previous": np.where(is_answer, place, -1),
        "direction": np.where(is_answer, 0, 1),
        "wording": np.where(is_answer, ABSENCE, NEWSLETTER),
        "campaign": np.where(is_answer, NO_CAMPAIGN, 1 + month[place]),
        "mailbox": np.full(len(place), NEWS),
        "agent": np.full(len(place), None),
    }


def write_sms(block: Block, crowd: Crowd) -> None:
    """Write text messages: notices, campaigns, and what customers answer."""
    draws = block.draws("contact.sms")
    habit = Habit(strangers=0.05, known=0.3, phoned=1.0, needs_phone=True)
    rows = turn_up(block, crowd, draws, "sms_", over_months(block, SMS, 4), habit)
    size = len(rows["began"])
    is_out = draws.chance(OUTBOUND_SMS, size)
    is_campaign = is_out & draws.chance(CAMPAIGN_SMS, size)
    month = block.world.month_of(rows["began"])
    texts = say(draws, rows, ~is_out)
    unsay(texts, is_campaign, WORDINGS[NEWSLETTER, rows["language"]])
    rows |= {
        "direction": is_out.astype(np.int16),
        "campaign": np.where(is_campaign, 1 + month, NO_CAMPAIGN),
        "body": texts.text,
        "updated": rows["began"] + draws.integers(1, 60, size),
    }
    plant_dirt(block, draws, rows)
    write_records(
        block,
        crowd,
        "sms_messages",
        "sms",
        rows,
        f"""
        {key("message_id")}, {DIRECTION}, nullif(phone, '') as customer_phone,
        {WHO_COLUMNS}, {RELATED}, {WHAT_COLUMNS}, body,
        case when campaign >= 0 then 'sms_campaign_' || campaign end as campaign_id,
        {date_of("began", "sent_at")}
        """,
        "csv",
        has_region=False,
    )
    tell_texts(block, texts, "sms", "body", rows)


def write_forms(block: Block, crowd: Crowd) -> None:
    """Write forms sent from the site, by prospects and strangers too."""
    draws = block.draws("contact.forms")
    habit = Habit(strangers=0.35, known=0.1, mailed=0.95, phoned=0.4, also_before=True)
    rows = turn_up(block, crowd, draws, "form_", over_months(block, FORMS, 4), habit)
    size, who = len(rows["began"]), rows["who"]
    form = draws.choose([55, 20, 25], size)
    rows["theme"] = np.where(form == QUOTATION, THEMES.index("price"), rows["theme"])
    mood = np.select([form == COMPLAINT, form == QUOTATION], [-1, 0], rows["sentiment"])
    rows["sentiment"] = mood
    texts = say(draws, rows, np.ones(size, dtype=bool))
    is_strange = draws.chance(0.3, size)  # another browser than usual
    visitor = block.ids(1)[0] + FIRST_ANONYMOUS_VISITOR + draws.integers(0, block.count(2500), size)
    rows |= {
        "form": form,
        "visitor": np.where(is_strange, visitor, crowd.visitor(who)),
        "name": crowd.people.name[who],
        "subject": SUBJECTS[rows["language"], rows["theme"]],
        "body": texts.text,
        "updated": rows["began"] + draws.integers(1, 60, size),
    }
    plant_dirt(block, draws, rows, 1)
    write_records(
        block,
        crowd,
        "web_forms",
        "web_form",
        rows,
        f"""
        {key("submission_id")}, word({words(FORM_NAMES)}, form) as form_name,
        cast(visitor as varchar) as visitor_id, name as customer_name,
        nullif(email, '') as customer_email, nullif(phone, '') as customer_phone,
        {WHO_COLUMNS}, {PRODUCT}, {RELATED}, {WHAT_COLUMNS}, {REGION},
        {date_of("began", "submitted_at")}, subject, body,
        'https://www.meridian.example/forms/' || word({words(FORM_NAMES)}, form) as page_url
        """,
        "csv",
    )
    tell_texts(block, texts, "web_form", "body", rows)
