"""The help desk as a hosted connector lands it: users, organisations, schedules, policies."""

from __future__ import annotations

import numpy as np

from sampling.block import Block
from sampling.files import words
from sampling.people import numbered
from sampling.ticket_clocks import HOUR, SCHEDULES, ZONES, years_of
from sampling.ticket_measures import METRICS, PROMISES, promised_at
from sampling.ticket_records import GROUPS, PRIORITIES, Users
from sampling.ticket_truth import user_arrived
from sampling.versions import table_of
from sampling.world import DAY, SEGMENTS

API = "https://meridian.zendesk.com/api/v2"
BRAND, FORM = 360_000_100_001, 360_000_200_001
GROUP_IDS, SCHEDULE_IDS, POLICY_IDS = 360_000_000_001, 360_000_300_001, 360_000_400_001
ORGANIZATION_IDS = 370_000_000_000
HOLIDAY_IDS = 1_163_000


def write(block: Block, users: Users) -> None:
    """Write the users of a block and their organisations; with the first one, what all share."""
    _write_users(block, users)
    _write_organizations(block, users)
    if block.number == 0:
        _write_company(block)
        _write_audit_log(block, users)


def organization_ids(block: Block, account: np.ndarray) -> np.ndarray:
    """Ids of the accounts' organisations; consumers have none, -1."""
    accounts = block.accounts
    has = (account >= 0) & (accounts.segment[account] != SEGMENTS.index("consumer"))
    return np.where(has, ORGANIZATION_IDS + accounts.number[account], -1)


def _write_users(block: Block, users: Users) -> None:
    """Write `user` and `user_tag`: the former agent comes again, as the end-user he is today."""
    world, draws = block.world, block.draws("tickets.user_files")
    size = len(users.number)
    arrived = user_arrived(users)
    is_staff = users.is_agent
    arrived = np.where(is_staff, world.start_s + HOUR, arrived)
    # Few sign in again later: the same row with another moment.
    again = np.flatnonzero(draws.chance(0.04, size) & ~is_staff)
    signed_in = arrived[again] + draws.integers(2 * DAY, 200 * DAY, len(again))
    place = np.concatenate([np.arange(size), again, [users.former]])
    updated = np.concatenate([users.created_at, signed_in, [users.left_at]])
    version_arrived = np.concatenate([arrived, signed_in + HOUR, [users.left_at + 3 * HOUR]])
    role = np.where(is_staff, 1, 0)
    role[users.agents[0]] = 2
    roles = np.concatenate([role, role[again], [0]])
    columns = {
        "number": users.number[place],
        "name": users.name[place],
        "email": users.email[place],
        "phone": users.phone[place],
        "external_id": users.external_id[place],
        "organization": organization_ids(block, users.account[place]),
        "is_chinese": users.is_chinese[place],
        "created": users.created_at[place],
        "updated": updated,
        "role": roles,
        "is_again": np.arange(len(place)) >= size,
        "arrived": version_arrived,
    }
    block.files.write(
        "zendesk/user",
        columns,
        f"""
        synced(arrived) as _fivetran_synced, false as _fivetran_deleted, true as active,
        null as alias, null as authenticity_token, false as chat_only,
        moment(created) as created_at, null as details, nullif(email, '') as email,
        nullif(external_id, '') as external_id, number as id,
        case when is_again then moment(updated) end as last_login_at,
        case when is_chinese then 'zh-CN' else 'en-US' end as locale,
        case when is_chinese then 10 else 1 end as locale_id, false as moderator, name,
        case when number % 40 = 0 then 'prefers phone calls' end as notes,
        false as only_private_comments, nullif(organization, -1) as organization_id,
        nullif(phone, '') as phone, null as remote_photo_url, role = 0 as restricted_agent,
        word(['end-user', 'agent', 'admin'], role) as role, false as shared,
        false as shared_agent, null as signature, false as suspended,
        case when role = 0 then 'requested' end as ticket_restriction,
        case when is_chinese then 'Beijing' else 'Berlin' end as time_zone,
        role > 0 as two_factor_auth_enabled,
        strftime(moment(updated), '%Y-%m-%d %H:%M:%S') as updated_at,
        '{API}/users/' || number || '.json' as url, email != '' as verified
        """,
        version_arrived,
    )
    tagged = draws.sample(size, max(1, size // 10))
    block.files.write(
        "zendesk/user_tag",
        {"number": users.number[tagged], "arrived": arrived[tagged]},
        """
        synced(arrived) as _fivetran_synced, word(['key_user', 'trained'], number % 2) as tag,
        number as user_id
        """,
        arrived[tagged],
    )


def _write_organizations(block: Block, users: Users) -> None:
    """Write the organisations that users belong to, from when the account became a customer."""
    account = np.unique(users.account[users.account >= 0])
    ids = organization_ids(block, account)
    account, ids = account[ids >= 0], ids[ids >= 0]
    if not len(account):
        return
    accounts, draws = block.accounts, block.draws("tickets.organizations")
    since = accounts.customer_since[account]
    knows = draws.chance(0.6, len(account))
    rows = {
        "number": ids,
        "name": accounts.name[account],
        "domain": accounts.domain[account],
        "external_id": np.where(knows, numbered("A", accounts.number[account]), ""),
        "segment": accounts.segment[account],
        "since": since,
        "arrived": since + HOUR,
    }
    block.files.write(
        "zendesk/organization",
        rows,
        f"""
        synced(arrived) as _fivetran_synced, moment(since) as created_at, null as details,
        nullif(external_id, '') as external_id, null as group_id, number as id, name,
        case when number % 30 = 0 then 'frame contract' end as notes, false as shared_comments,
        false as shared_tickets, moment(since) as updated_at,
        '{API}/organizations/' || number || '.json' as url
        """,
        rows["arrived"],
    )
    block.files.write(
        "zendesk/domain_name",
        rows,
        """
        synced(arrived) as _fivetran_synced, domain as domain_name, 0 as "index",
        number as organization_id
        """,
        rows["arrived"],
    )
    block.files.write(
        "zendesk/organization_tag",
        rows,
        f"""
        synced(arrived) as _fivetran_synced, number as organization_id,
        word({words(SEGMENTS)}, segment) as tag
        """,
        rows["arrived"],
    )


def _write_company(block: Block) -> None:
    """Write what the help desk is made of; it was all there before the world began."""
    world, files = block.world, block.files
    start = world.start_s
    files.write(
        "zendesk/brand",
        table_of(
            ["name", "subdomain", "number", "active"],
            [("Meridian", "meridian", BRAND, 1), ("Old Meridian", "old", BRAND + 1, 0)],
        ),
        f"""
        active = 0 as _fivetran_deleted, synced({start + HOUR}::bigint) as _fivetran_synced,
        active = 1 as active, 'https://' || subdomain || '.zendesk.com' as brand_url,
        active = 1 as has_help_center,
        word(['disabled', 'enabled'], active) as help_center_state, number as id,
        null as logo_content_type, null as logo_content_url, false as logo_deleted,
        null as logo_file_name, null as logo_height, null as logo_id, null as logo_inline,
        null as logo_mapped_content_url, null as logo_size, null as logo_url,
        null as logo_width, name, subdomain, '{API}/brands/' || number || '.json' as url
        """,
        start,
    )
    files.write(
        "zendesk/group",
        table_of(["code", "name"], list(enumerate(GROUPS))),
        f"""
        false as _fivetran_deleted, synced({start + HOUR}::bigint) as _fivetran_synced,
        moment({start - 500 * DAY}::bigint) as created_at, {GROUP_IDS} + code as id, name,
        moment({start - 400 * DAY}::bigint) as updated_at,
        '{API}/groups/' || ({GROUP_IDS} + code) || '.json' as url
        """,
        start,
    )
    changed = [start - 300 * DAY, start - 90 * DAY, world.months_before(5) + 3 * DAY]
    forms = [("General", 0, changed[0]), ("Machines", 1, changed[1]), ("Machines", 1, changed[2])]
    rows = table_of(["name", "code", "updated"], forms)
    files.write(
        "zendesk/ticket_form_history",
        rows,
        f"""
        false as _fivetran_deleted, synced(updated + {HOUR}) as _fivetran_synced, true as active,
        moment({start - 300 * DAY}::bigint) as created_at, name as display_name,
        true as end_user_visible, {FORM} + code as id, name, moment(updated) as updated_at
        """,
        rows["updated"] + HOUR,
    )
    _write_schedules(block)
    _write_calendar(block)
    _write_policies(block)


def _write_schedules(block: Block) -> None:
    """Write schedules: again when daylight saving has changed their columns in UTC."""
    start, exports = block.world.start_s, block.world.exports
    intervals = [
        (code, schedule.name, schedule.zone.name, opens, closes, 0)
        for code, schedule in enumerate(SCHEDULES)
        for opens, closes in schedule.intervals
    ]
    # One that was deleted, and that no ticket holds.
    intervals += [(len(SCHEDULES), "Night shift", "Berlin", 1320, 1440, 1)]
    names = ["code", "name", "zone", "opens", "closes", "deleted"]
    listed, offsets = table_of(names, intervals), []
    for moment in [exports[0].since, *(export.until for export in exports)]:
        at = np.array([max(moment, start)])
        by_zone = {zone.name: int(zone.offset(at)[0]) // 60 for zone in ZONES}
        offsets.append(np.array([by_zone[name] for name in listed["zone"]]))
    changed = [
        (before != now) | (export.since == 0)
        for export, before, now in zip(exports, offsets[:-1], offsets[1:], strict=True)
    ]
    rows_at = [
        listed | {"offset": now, "arrived": np.full(len(now), export.until - 1)}
        for export, now in zip(exports, offsets[1:], strict=True)
    ]
    block.files.write_state(
        "zendesk/schedule",
        rows_at,
        f"""
        deleted = 1 as _fivetran_deleted, synced(arrived) as _fivetran_synced,
        moment({start - 700 * DAY}::bigint) as created_at, closes as end_time,
        closes - "offset" as end_time_utc, {SCHEDULE_IDS} + code as id, name, opens as start_time,
        opens - "offset" as start_time_utc, zone as time_zone
        """,
        changed,
    )


def _write_calendar(block: Block) -> None:
    """Write the schedules' holidays, and the time zones they are in with daylight saving."""
    start, files = block.world.start_s, block.files
    years = years_of(np.array([start - DAY, block.world.horizon_s + DAY]))
    holidays = [
        (code, name, first.isoformat(), last.isoformat())
        for code, schedule in enumerate(SCHEDULES)
        for year in years
        for name, first, last in schedule.holidays(year)
    ]
    rows = table_of(["code", "name", "first", "last"], holidays)
    files.write(
        "zendesk/schedule_holiday",
        rows | {"number": HOLIDAY_IDS + np.arange(len(holidays))},
        f"""
        false as _fivetran_deleted, synced({start + HOUR}::bigint) as _fivetran_synced,
        last as end_date, number as id, name, {SCHEDULE_IDS} + code as schedule_id,
        first as start_date
        """,
        start,
    )
    files.write(
        "zendesk/time_zone",
        table_of(["zone", "standard"], [(zone.name, _signed(zone.standard)) for zone in ZONES]),
        f"""
        strftime(moment({start + HOUR}::bigint), '%Y-%m-%dT%H:%M:%S.000Z') as _fivetran_synced,
        standard as standard_offset, zone as time_zone
        """,
        start,
    )
    daylight = [
        # What the wall clock shows, as the connector delivers it, and not UTC.
        (zone.name, year, pair[0] + zone.standard, pair[1] + zone.standard + HOUR)
        for zone in ZONES
        for year in range(years.start - 1, years.stop + 1)
        if (pair := zone.daylight(year))
    ]
    files.write(
        "zendesk/daylight_time",
        table_of(["zone", "year", "starts", "ends"], daylight),
        f"""
        strftime(moment({start + HOUR}::bigint), '%Y-%m-%dT%H:%M:%S.000Z') as _fivetran_synced,
        strftime(moment(ends), '%Y-%m-%dT%H:%M:%S') as daylight_end_utc, 1 as daylight_offset,
        strftime(moment(starts), '%Y-%m-%dT%H:%M:%S') as daylight_start_utc, zone as time_zone,
        "year"
        """,
        start,
    )


def _signed(seconds: int) -> str:
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def _write_policies(block: Block) -> None:
    world = block.world
    rows = []
    for promise in PROMISES:
        index = 0
        for metric, minutes in promise.targets.items():
            for priority, target in list(enumerate(minutes))[::-1]:
                version = promised_at(world, promise)
                rows.append(
                    (promise.policy, index, version, promise.is_business, metric, priority, target)
                )
                index += 1
    names = ["policy", "place", "version", "business", "metric", "priority", "target"]
    listed = table_of(names, rows)
    arrived = np.maximum(listed["version"], world.start_s) + HOUR
    block.files.write(
        "zendesk/sla_policy_metric_history",
        listed | {"arrived": arrived},
        f"""
        synced(arrived) as _fivetran_synced, business = 1 as business_hours, place as "index",
        word({words(METRICS)}, metric) as metric, word({words(PRIORITIES)}, priority) as priority,
        {POLICY_IDS} + policy as sla_policy_id, moment(version) as sla_policy_updated_at, target
        """,
        arrived,
    )


def _write_audit_log(block: Block, users: Users) -> None:
    """Write a few changes of settings, none of which moves a schedule within the world."""
    start, admin = block.world.start_s, int(users.number[users.agents[0]])
    hours = 'Workweek changed from {} to {:mon=&gt;{"08:00"=&gt;"18:00"}}'
    former = int(users.number[users.former])
    name = f"User: {users.name[users.former]}"
    changed_at = promised_at(block.world, PROMISES[1])
    workweek, policy = "zendesk/business_hours/workweek", "zendesk/sla/policy"
    changes = [
        (start - 700 * DAY, "create", hours, SCHEDULE_IDS, "Workweek: Support Europe", workweek),
        (start - 500 * DAY, "create", "", GROUP_IDS + 4, "Group: Escalations", "group"),
        (users.left_at, "update", "Role changed from Agent to End user", former, name, "user"),
        (changed_at, "update", "Targets changed", POLICY_IDS, "SLA policy: Standard", policy),
    ]
    rows = table_of(["happened", "action", "change", "source", "label", "kind"], changes)
    rows["number"] = np.arange(len(changes))
    arrived = np.maximum(rows["happened"], start) + HOUR
    block.files.write(
        "zendesk/audit_log",
        rows | {"arrived": arrived},
        f"""
        synced(arrived) as _fivetran_synced, 2000000 + number as id, action, {admin} as actor_id,
        change as change_description, moment(happened) as created_at, source as source_id,
        label as source_label, kind as source_type
        """,
        arrived,
    )
