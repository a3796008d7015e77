"""Calls, chats, what was said in them, and visits."""

from __future__ import annotations

import numpy as np

from sampling.block import Block
from sampling.contact_records import (
    MISSING,
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
    write_records,
)
from sampling.crowd import FIRST_ANONYMOUS_VISITOR, Crowd, over_months
from sampling.files import Rows, words
from sampling.versions import stacked, taken
from sampling.world import LANGUAGES, THEMES

CALLS, CHATS, VISITS = 2500, 1300, 300  # at scale 1, in 36 months
OUTAGE_CALLS, OUTAGE_CHATS = 60, 40
INBOUND_CALLS = 0.8
TURNS = 6  # of a conversation
TRANSCRIBED = 0.4  # of answered calls; a third of all
DIRECTIONS = ["inbound", "outbound"]
OUTCOMES = ["answered", "abandoned", "voicemail", "unreachable"]
ANSWERED, ABANDONED = 0, 1
PLATFORMS = ["website", "app", "wechat", "whatsapp"]
WEBSITE, APP, WECHAT, WHATSAPP = range(len(PLATFORMS))
CHAT_OUTCOMES = ["resolved", "handed_over", "abandoned", "missed"]
MISSED = CHAT_OUTCOMES.index("missed")
SPEAKERS = ["customer", "agent", "bot"]
STORES = ["Munich showroom", "Chicago showroom", "Singapore store", "Shanghai store"]  # of regions
PURPOSES = ["advice", "purchase", "return", "repair", "complaint"]
COMPLAINT = PURPOSES.index("complaint")


def write_calls(block: Block, crowd: Crowd) -> Rows:
    """Write the calls; those with a transcript are returned for it."""
    draws = block.draws("contact.calls")
    habit = Habit(strangers=0.08, known=0.25, phoned=0.95)
    outage = block.count(OUTAGE_CALLS)
    rows = turn_up(block, crowd, draws, "call_", over_months(block, CALLS, 5), habit, outage)
    size, hit = len(rows["began"]), rows["in_outage"]
    is_out = ~draws.chance(INBOUND_CALLS, size) & ~hit
    outcome = np.where(
        is_out,
        np.array([0, 2, 3])[draws.choose([68, 14, 18], size)],
        np.where(hit, draws.choose([60, 35, 5, 0], size), draws.choose([84, 11, 5, 0], size)),
    )
    answered = outcome == ANSWERED
    wait = draws.lognormal(np.where(is_out, 15, np.where(hit, 300, 45)), 0.8, size).astype(np.int64)
    hold = draws.exponential(60, size).astype(np.int64) * draws.chance(0.25, size) * answered
    talk = draws.lognormal(280, 0.7, size).astype(np.int64)
    after = np.select([answered, outcome == 2], [talk + hold, 20 + talk // 10], 0)
    is_coded = answered & draws.chance(0.9, size)
    settled = np.where(draws.chance(np.where(hit, 0.2, 0.72), size), 1, 0)
    rows |= {
        "direction": is_out.astype(np.int16),
        "outcome": outcome,
        "answered": np.where(answered, rows["began"] + wait, -1),
        "ended": rows["began"] + wait + after,
        "wait": wait,
        "hold": hold,
        "transfers": draws.choose([86, 11, 3], size) * answered,
        "reason": np.where(is_coded | hit & answered, rows["theme"], -1),
        "settled": np.where(is_coded, settled, -1),
        "agent": np.where(answered | is_out, rows["employee"], None),
    }
    rows["updated"] = rows["ended"] + draws.integers(10, 900, size)
    has_turns = answered & draws.chance(TRANSCRIBED, size)
    plant_dirt(block, draws, rows, 2, ~has_turns)
    write_records(
        block,
        crowd,
        "calls",
        "call",
        rows,
        f"""
        {key("call_id")}, word({words(DIRECTIONS)}, direction) as direction,
        nullif(phone, '') as customer_phone, {WHO_COLUMNS}, {PRODUCT}, {RELATED},
        {WHAT_COLUMNS}, {REGION}, word({words(THEMES)}, reason) as contact_reason,
        'service_' || word({words(LANGUAGES)}, language) as queue_name, agent as agent_employee_id,
        {date_of("began", "started_at")}, iso(answered) as answered_at, iso(ended) as ended_at,
        wait as wait_seconds, hold as hold_seconds, transfers as transfer_count,
        word({words(OUTCOMES)}, outcome) as call_outcome,
        word(['false', 'true'], settled) as is_resolved
        """,
        "csv",
    )
    return taken(rows, has_turns) | {"has_agent": np.ones(int(has_turns.sum()), dtype=bool)}


def write_chats(block: Block, crowd: Crowd) -> Rows:
    """Write the chats, and return them for their transcripts."""
    draws = block.draws("contact.chats")
    habit = Habit(strangers=0.12, nobody=0.15, known=0.3, mailed=0.6, phoned=0.2)
    outage = block.count(OUTAGE_CHATS)
    rows = turn_up(block, crowd, draws, "chat_", over_months(block, CHATS, 5), habit, outage)
    size, who = len(rows["began"]), rows["who"]
    messenger = np.where(rows["language"] == 1, WECHAT, WHATSAPP)
    platform = np.where(draws.chance(0.25, size), messenger, draws.choose([70, 30], size))
    outcome = draws.choose([62, 18, 12, 8], size)
    has_agent = (outcome != MISSED) & draws.chance(0.8, size)
    # Who chats on the site or in the app is the visitor that web events know.
    visitor = block.ids(1)[0] + FIRST_ANONYMOUS_VISITOR + draws.integers(0, block.count(2500), size)
    visitor = np.where(who >= 0, crowd.visitor(who, (platform == APP).astype(np.int64)), visitor)
    seconds = draws.lognormal(420, 0.6, size).astype(np.int64) + 12 * TURNS
    reply = np.minimum(draws.lognormal(60, 0.7, size).astype(np.int64), seconds // TURNS)
    is_coded = rows["in_outage"] | (outcome != MISSED)
    handles = np.append(crowd.people.number, 0)[who]
    rows |= {
        "platform": platform,
        "outcome": outcome,
        "has_agent": has_agent,
        "visitor": np.where(platform <= APP, visitor, -1),
        "handle": np.where((platform > APP) & (who >= 0), handles, -1),
        "first_reply": np.where(has_agent, rows["began"] + reply, -1),
        "ended": rows["began"] + seconds,
        "reason": np.where(is_coded, rows["theme"], -1),
        "agent": np.where(has_agent, rows["employee"], None),
    }
    rows["updated"] = rows["ended"] + draws.integers(10, 900, size)
    plant_dirt(block, draws, rows)
    write_records(
        block,
        crowd,
        "chats",
        "chat",
        rows,
        f"""
        {key("chat_id")}, word({words(PLATFORMS)}, platform) as platform,
        case when visitor >= 0 then cast(visitor as varchar) end as visitor_id,
        nullif(email, '') as customer_email, nullif(phone, '') as customer_phone,
        case when handle >= 0 then word(['', '', 'wxid_', 'wa_'], platform) || handle end
            as customer_handle,
        {WHO_COLUMNS}, {PRODUCT}, {RELATED}, {WHAT_COLUMNS}, {REGION}, agent as agent_employee_id,
        {date_of("began", "started_at")}, iso(first_reply) as first_reply_at,
        iso(ended) as ended_at, word({words(CHAT_OUTCOMES)}, outcome) as chat_outcome,
        word({words(THEMES)}, reason) as contact_reason
        """,
        "jsonl",
    )
    return rows


def write_turns(block: Block, calls: Rows, chats: Rows) -> None:
    """Write what was said, customer and agent by turns; a bot where nobody was there."""
    draws = block.draws("contact.turns")
    names = [
        *("number", "began", "answered", "ended", "language", "theme", "sentiment", "product"),
        *("has_agent", "record", "arrived", "kind", "dirt"),
    ]
    chats = chats | {
        "answered": chats["began"],
        "kind": np.ones(len(chats["began"]), dtype=np.int16),
    }
    calls = calls | {"kind": np.zeros(len(calls["began"]), dtype=np.int16)}
    talks = stacked(*({name: table[name] for name in names} for table in (calls, chats)))
    talks = taken(talks, talks["dirt"] != MISSING)
    size = len(talks["began"])
    # Some telephone systems do not tell who speaks.
    is_mixed = (talks["kind"] == 0) & draws.chance(0.2, size)
    turns = {name: np.repeat(column, TURNS) for name, column in talks.items()}
    place = np.tile(np.arange(TURNS), size)
    step = (turns["ended"] - turns["answered"]) // TURNS
    is_customer = place % 2 == (turns["kind"] == 0)  # who calls is greeted first
    turns["spoken"] = turns["answered"] + place * step
    turns["place"] = place
    speaker = np.where(is_customer, 0, np.where(turns["has_agent"], 1, 2))
    turns["speaker"] = np.where(np.repeat(is_mixed, TURNS), -1, speaker)
    texts = say(draws, turns, is_customer)
    turns["text"] = texts.text
    prefix = np.array(["call:", "chat:"], dtype=object)[turns["kind"]]
    ordinal = np.array([f":{each + 1}" for each in range(TURNS)], dtype=object)[place]
    block.files.write(
        "contact_center/transcript_turns",
        turns,
        f"""
        word(['call', 'chat'], kind) as interaction_type, record as interaction_id,
        place + 1 as turn_number, word({words(SPEAKERS)}, speaker) as speaker,
        iso(spoken) as spoken_at, text as turn_text, iso(ended) as updated_at
        """,
        turns["arrived"],
        "parquet",
    )
    told = turns | {"record": prefix + turns["record"] + ordinal}
    tell_texts(block, texts, "transcript_turn", "turn_text", told)


def write_visits(block: Block, crowd: Crowd) -> None:
    """Write the visits to the showroom of the visitor's region."""
    draws = block.draws("contact.visits")
    habit = Habit(strangers=0.2, nobody=0.1, known=0.35, mailed=0.5, phoned=0.3)
    rows = turn_up(block, crowd, draws, "visit_", over_months(block, VISITS, 3), habit)
    size = len(rows["began"])
    purpose = draws.choose([40, 25, 8, 15, 12], size)
    rows["sentiment"] = np.where(purpose == COMPLAINT, -1, rows["sentiment"])
    rows |= {"purpose": purpose, "gone": rows["began"] + draws.integers(300, 5400, size)}
    rows["updated"] = rows["gone"] + draws.integers(60, 3600, size)
    plant_dirt(block, draws, rows)
    texts = say(draws, rows, np.zeros(size, dtype=bool))
    rows["note"] = texts.text
    write_records(
        block,
        crowd,
        "store_visits",
        "store_visit",
        rows,
        f"""
        {key("visit_id")}, 'store_' || (region + 1) as store_id,
        word({words(STORES)}, region) as store_name, nullif(email, '') as customer_email,
        nullif(phone, '') as customer_phone, {WHO_COLUMNS}, {PRODUCT}, {WHAT_COLUMNS}, {REGION},
        employee as employee_id, {date_of("began", "arrived_at")}, iso(gone) as left_at,
        word({words(PURPOSES)}, purpose) as visit_purpose, note as visit_note, null as order_id
        """,
        "csv",
    )
    tell_texts(block, texts, "store_visit", "visit_note", rows)
