"""What a warehouse must find, as Parquet tables beside the files, and a summary of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from sampling.draws import Seconds
from sampling.files import Rows, as_table
from sampling.world import World

# Columns of the tables; what a part does not give is null. Keys are native: as the source has them.
TABLES = {
    # Every interaction, whether it can be used or not.
    "touchpoints": """
        source_system varchar, touchpoint_type varchar, record_id varchar, person_id varchar,
        link_key varchar, is_linkable boolean, brand_id varchar, occurred_at timestamp,
        region varchar, customer_segment varchar, value_tier varchar, lifecycle_stage varchar,
        language varchar, is_deleted boolean, dirt varchar
    """,
    # People as sources know them, where the source has persons of its own.
    "identities": """
        source_system varchar, source_person_id varchar, person_id varchar, link_key varchar,
        is_linkable boolean
    """,
    # Every text that somebody wrote: what it says. Themes are joined by commas.
    "texts": """
        source_system varchar, record_type varchar, record_id varchar, field varchar,
        language varchar, themes varchar, sentiment tinyint, is_negated boolean,
        is_ironic boolean, email_count tinyint, phone_count tinyint
    """,
    # Mentions and reviews, one row per brand that is named: what is said of it. Ratings are 0 to 1.
    "mentions": """
        source_system varchar, record_id varchar, brand_id varchar, platform varchar,
        post_type varchar, occurred_at timestamp, rating double, is_spam boolean,
        is_own_post boolean, is_deleted boolean, sentiment tinyint
    """,
    # Every answer to an NPS question, with the score before dirt, the one that counts, and the one
    # the same person in the same mood would have given without any story.
    "answers": """
        source_system varchar, survey_id varchar, survey_kind varchar, response_id varchar,
        brand_id varchar, dimension varchar, person_id varchar, account_id varchar,
        submitted_at timestamp, clean_score tinyint, counted_score tinyint,
        untouched_score tinyint, expected_nps double, untouched_nps double, stories varchar,
        customer_segment varchar,
        value_tier varchar, region varchar, lifecycle_stage varchar, product_id varchar,
        respondent_role varchar, language varchar, tenure_band varchar, channel_id varchar,
        department_id varchar, market varchar, dirt varchar
    """,
    # Invitations by cohort of sending.
    "invitations": """
        source_system varchar, survey_id varchar, channel_id varchar, invitation_id varchar,
        person_id varchar, value_tier varchar, sent_at timestamp, is_bounced boolean,
        is_opened boolean, is_started boolean, is_completed boolean
    """,
    # Tickets, with what the generator itself measured up to the end of what is known.
    "tickets": """
        ticket_id varchar, created_at timestamp, status varchar, first_reply_at timestamp,
        first_solved_at timestamp, last_solved_at timestamp, reopen_count integer,
        agent_comment_count integer, public_agent_comment_count integer, assignee_count integer,
        group_count integer, requester_wait_seconds bigint, agent_wait_seconds bigint,
        on_hold_seconds bigint, agent_work_seconds bigint,
        first_reply_business_seconds bigint, first_reply_business_seconds_all_schedules bigint,
        full_resolution_business_seconds bigint,
        full_resolution_business_seconds_all_schedules bigint,
        first_reply_target_minutes integer, is_first_reply_breached boolean,
        resolution_target_minutes integer, is_resolution_breached boolean,
        satisfaction varchar, is_good_to_bad boolean, is_bad_to_good boolean,
        csat_rating integer, csat_scale integer, is_merged boolean,
        is_deleted boolean, is_closed_without_solved boolean, is_opened_by_agent boolean
    """,
    # What was promised for tickets, metric by metric, and how long it took until now.
    "ticket_targets": """
        ticket_id varchar, metric varchar, target_minutes integer, is_business boolean,
        elapsed_seconds bigint, is_breached boolean
    """,
    # Tickets open at the end of each day, UTC, by region; every block has rows of its own.
    "ticket_backlog": """
        day date, region varchar, open_ticket_count integer
    """,
    # Answers that call for a follow-up, and what became of it.
    "follow_ups": """
        response_id varchar, person_id varchar, trigger varchar, submitted_at timestamp,
        is_contacted boolean, next_score tinyint, is_recovered boolean
    """,
    # Money as it was drawn, in its currency.
    "order_lines": """
        order_line_id varchar, order_id varchar, person_id varchar, ordered_at timestamp,
        promised_at timestamp, delivered_at timestamp, is_return boolean, currency varchar,
        amount decimal(18, 2), cost decimal(18, 2), is_deleted boolean
    """,
    # CRM's customers as they are at the end of what is known; doubles are rows of their own.
    "customers": """
        customer_id varchar, person_id varchar, account_id varchar,
        merged_into_customer_id varchar, customer_segment varchar, value_tier varchar,
        lifecycle_stage varchar, region varchar, is_deleted boolean
    """,
    # What people were from a day on: what touchpoints carry, whenever CRM came to know it.
    "attributes": """
        person_id varchar, effective_from date, customer_segment varchar, value_tier varchar,
        lifecycle_stage varchar, region varchar
    """,
    "subscriptions": """
        subscription_id varchar, account_id varchar, person_id varchar, product_id varchar,
        started_at timestamp, cancelled_at timestamp, ended_at timestamp, currency varchar,
        monthly_amount decimal(18, 2), seat_count integer, is_deleted boolean
    """,
    "referrals": """
        referral_id varchar, referrer_person_id varchar, referred_account_id varchar,
        referred_at timestamp, converted_at timestamp, first_order_id varchar
    """,
    # Promoters who turn passive and leave: the month of turning, and when they are gone.
    "fallen_promoters": """
        customer_id varchar, account_id varchar, turned_month date, churned_at timestamp
    """,
    # Every planted fault, row by row.
    "dirt": """
        kind varchar, source_system varchar, table_name varchar, record_id varchar,
        file varchar, detail varchar
    """,
}


@dataclass
class Truth:
    """Gathers the tables of one block and writes them under `folder`, beside the raw files."""

    world: World
    folder: Path
    connection: duckdb.DuckDBPyConnection
    suffix: str = ""
    sources: frozenset[str] = frozenset()
    summary: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the empty tables."""
        for table, columns in TABLES.items():
            self.connection.execute(f"create or replace table truth_{table} ({columns})")
        self.connection.execute("create or replace table truth_keys (link_key varchar)")

    def add(self, table: str, rows: Rows, select: str, arrived: Seconds | int) -> None:
        """Add `select` over `rows`, columns by their names, of what arrived while it is known."""
        size = len(next(iter(rows.values())))
        arrived = np.broadcast_to(np.asarray(arrived, dtype=np.int64), size)
        mask = arrived < self.world.known_s
        if mask.any():
            rows = as_table(rows, None if mask.all() else mask)
            self.connection.execute(f"insert into truth_{table} by name select {select} from rows")

    def write_apart(
        self, table: str, source: str, rows: Rows, columns: dict[str, str], arrived: Seconds
    ) -> None:
        """Write a large source's rows of `table` to a file of their own, four times as fast.

        `columns` is SQL by name, `is_linkable` among them. Others are not linked by these rows'
        keys, unless these are added to the table `keys`.
        """
        mask = arrived < self.world.known_s
        if (self.sources and source not in self.sources) or not mask.any():
            return
        declared = self.connection.execute(f"describe truth_{table}").fetchall()
        select = ", ".join(
            f"{columns.get(name, f'cast(null as {kind})')} as {name}" for name, kind, *_ in declared
        )
        rows = as_table(rows, None if mask.all() else mask)
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{table}.{source}{self.suffix}.parquet"
        self.connection.execute(f"copy (select {select} from rows) to '{target}'")

    def write(self) -> None:
        """Write the tables of the chosen sources."""
        self._mark_linkable()
        self.folder.mkdir(parents=True, exist_ok=True)
        chosen = "', '".join(sorted(self.sources))
        for table, columns in TABLES.items():
            where = (
                f"where source_system in ('{chosen}')"
                if chosen and ("source_system" in columns)
                else ""
            )
            self.connection.execute(
                f"copy (select * from truth_{table} {where}) "
                f"to '{self.folder}/{table}{self.suffix}.parquet'"
            )

    def _mark_linkable(self) -> None:
        """A record can be linked if its clean key leads to CRM, or to another record at least."""
        for table in ("touchpoints", "identities"):
            self.connection.execute(f"""
                update truth_{table} set is_linkable = link_key != '' and (
                    person_id like 'C%' or link_key in (
                        select link_key
                        from (from truth_touchpoints select link_key, record_id
                            union all from truth_identities select link_key, source_person_id
                            union all from truth_keys select link_key, null)
                        where link_key != '' group by 1 having count(*) > 1
                    )
                )
            """)

    def add_damage(self, damage: list[tuple[str, str, str]]) -> None:
        """Add the lines that were damaged in the files: kind, file, record."""
        for kind, file, record in damage:
            source, _, name = file.partition("/")
            self.connection.execute(
                "insert into truth_dirt values (?, ?, ?, ?, ?, null)",
                [kind, source, name.partition(".")[0], record, file],
            )
