"""What is told of a world as a whole: true NPS, planted effects, expected alerts, `truth.json`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from sampling import stories
from sampling.files import connect
from sampling.panel import driver_weights
from sampling.world import REGIONS, World

SEGMENT_TYPES = [
    "customer_segment",
    "value_tier",
    "lifecycle_stage",
    "region",
    "channel_id",
    "product_id",
    "department_id",
    "respondent_role",
    "language",
    "tenure_band",
]
ANSWER_COLUMNS = "survey_kind, survey_id, brand_id, market, dimension"


def write(world: World, folder: Path, rows: dict[str, int]) -> dict[str, Any]:
    """Read the tables of all blocks under `folder`, add nps and alerts, and sum everything up.

    `rows` are the rows written, by file. Returns what belongs in `truth.json`.
    """
    with connect() as connection:
        for table in sorted({path.name.partition(".")[0] for path in folder.glob("*.parquet")}):
            connection.execute(
                f"create view {table} as from read_parquet('{folder}/{table}*.parquet')"
            )
        connection.execute(f"copy ({_nps()}) to '{folder}/nps.parquet'")
        (touchpoints,) = connection.execute("select count(*) from touchpoints").fetchone()
        return {
            "as_of": world.end.isoformat(),
            "known_until": f"{_date(world.known_s)}",
            "months": world.months,
            "seed": world.seed,
            "scale": world.scale,
            "touchpoint_count": touchpoints,
            "rows": dict(sorted(rows.items())),
            "touchpoints": _query(
                connection,
                "select source_system, touchpoint_type, count(*) as n "
                "from touchpoints group by all order by all",
            ),
            "dirt": _query(
                connection,
                "select kind, source_system, count(*) as n from dirt group by all order by all",
            ),
            "nps": _query(connection, _totals()),
            "stories": _stories(connection, world),
            "driver_weights": driver_weights(),
            "alerts": expected_alerts(world),
        }


def _query(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _date(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def _counts(score: str, prefix: str) -> str:
    return f"""
        count({score}) as {prefix}n,
        count(*) filter (where {score} >= 9) as {prefix}promoters,
        count(*) filter (where {score} between 7 and 8) as {prefix}passives,
        count(*) filter (where {score} <= 6) as {prefix}detractors
    """


def _nps() -> str:
    """Per month and segment: the answers before dirt, those that count, and what was expected."""
    blocks = " union all ".join(
        f"select *, '{name}' as segment_type, {name} as segment_value from answers"
        for name in SEGMENT_TYPES
    )
    return f"""
        select {ANSWER_COLUMNS},
            cast(date_trunc('month', submitted_at) as date) as period_start_date,
            segment_type, segment_value,
            {_counts("clean_score", "clean_")}, {_counts("counted_score", "")},
            round(avg(expected_nps), 6) as expected_nps,
            round(avg(untouched_nps), 6) as untouched_nps
        from (select *, 'total' as segment_type, 'total' as segment_value from answers
            union all {blocks})
        where segment_value is not null
        group by all order by all
    """


def _totals() -> str:
    return f"""
        select {ANSWER_COLUMNS}, {_counts("clean_score", "clean_")},
            {_counts("counted_score", "")}, round(avg(expected_nps), 4) as expected_nps
        from answers group by all order by all
    """


def _stories(connection: duckdb.DuckDBPyConnection, world: World) -> list[dict[str, Any]]:
    """What each story does to the headline answers it touches, before dirt.

    `expected_effect` is in points of expected NPS; `effect` compares each answer with the one the
    same person in the same mood would have given without any story. The two agree but for who is
    touched because of an earlier answer (follow_up): he is no average person of his segment.
    """
    touched = {
        row.pop("name"): row
        for row in _query(
            connection,
            f"""
            select name, count(*) as n, {_mean("expected_nps")} as expected_nps,
                {_mean("expected_nps - untouched_nps")} as expected_effect,
                {_mean(_points("clean_score"))} as nps,
                {_mean(f"{_points('clean_score')} - {_points('untouched_score')}")} as effect
            from (
                select *, unnest(string_split(rtrim(stories, ','), ',')) as name
                from answers where stories != '' and dimension = 'overall'
            )
            group by 1
            """,
        )
    }
    planted = [
        {
            "name": story.name,
            "what": story.what,
            "first_month_back": story.months[1],
            "last_month_back": story.months[0],
        }
        for story in stories.STORIES
    ]
    fallen = {"name": "fallen_promoters", "what": "Promoters turn passive for good, then leave."}
    return [
        *(story | touched.get(story["name"], {"n": 0}) for story in [*planted, fallen]),
        _mix_shift(connection, world),
        _unequal_response(connection),
    ]


def _mean(what: str) -> str:
    return f"round(avg({what}), 4)"


def _points(score: str) -> str:
    return f"(case when {score} >= 9 then 100.0 when {score} >= 7 then 0 else -100 end)"


def _mix_shift(connection: duckdb.DuckDBPyConnection, world: World) -> dict[str, Any]:
    """Expected NPS in the months of the shift and in as many before it, in all and by tier."""
    last, first = stories.MIX_SHIFT_MONTHS
    bounds = [_date(world.months_before(back)) for back in (2 * first - last + 1, first, last - 1)]
    sums = _query(
        connection,
        f"""
        select submitted_at >= '{bounds[1]}' as is_during, value_tier, count(*) as n,
            {_mean("expected_nps")} as expected_nps
        from answers
        where survey_kind = 'transactional' and value_tier is not null
            and submitted_at >= '{bounds[0]}' and submitted_at < '{bounds[2]}'
        group by grouping sets ((1), (1, 2)) order by all
        """,
    )
    what = "Half a year of many answers from the lowest tier: NPS falls though no tier's does."
    starts = {"starts_on": f"{bounds[1]}", "ends_before": f"{bounds[2]}"}
    return {"name": "mix_shift", "what": what, "expected": sums} | starts


def _unequal_response(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Expected NPS of those who answered, and of all who were invited, each tier by its size."""
    (found,) = _query(
        connection,
        """
        with tiers as (
            select value_tier, count(*) as invited from invitations
            where survey_id = 'SV_meridian_relationship' and value_tier is not null group by 1
        ),
        answered as (
            select value_tier, count(*) as n, avg(expected_nps) as expected_nps from answers
            where survey_id = 'SV_meridian_relationship' and dimension = 'overall'
                and value_tier is not null
            group by 1
        )
        select sum(n)::bigint as n,
            round(sum(n * expected_nps) / sum(n), 4) as expected_raw_nps,
            round(sum(invited * expected_nps) / sum(invited), 4) as expected_weighted_nps
        from answered join tiers using (value_tier)
        """,
    )
    what = "The highest tier answers four times as often as the lowest: the raw NPS is too high."
    return {"name": "unequal_response", "what": what} | found


def expected_alerts(world: World) -> list[dict[str, Any]]:
    """Alerts that the planted stories must raise, with the first day of their period.

    Other alerts are right too where the expected NPS of their series fell: `nps` tells.
    """

    def alert(kind: str, story: str, back: int, **where: str) -> dict[str, Any]:
        period = {"period_start_date": f"{_date(world.months_before(back))}"}
        return {"alert_type": kind, "story": story} | where | period

    in_region = {"segment_type": "region", "segment_value": REGIONS[stories.OUTAGE_REGION]}
    month, outage = {"period_grain": "month"}, stories.OUTAGE_MONTH
    transactional = {"survey_kind": "transactional", "brand_id": "meridian"}
    in_europe = {"survey_kind": "benchmark", "brand_id": "meridian", "market": "europe"}
    small = {"segment_type": "customer_segment", "segment_value": "small_business"}
    wave = stories.PANEL_MONTHS[stories.OVERTAKEN_WAVE]
    # The first wave of the price rise is the first that begins in its months.
    first = next(
        back
        for back in range(stories.PRICE_RISE_MONTHS[1], 0, -1)
        if (world.months - back) % stories.WAVE_MONTHS == 0
    )
    alerts = [
        alert("leading_indicator", "outage", outage, **in_region, **month),
        alert("below_control_limit", "outage", outage - 1, **transactional, **in_region, **month),
        alert("overtaken_by_competitor", "overtaken", wave, **in_europe, period_grain="wave"),
        alert("sustained_decline", "overtaken", wave, **in_europe, period_grain="wave"),
        alert(
            "significant_drop",
            "price_rise",
            first,
            survey_kind="relationship",
            brand_id="meridian",
            **small,
            period_grain="wave",
        ),
    ]
    earliest = f"{_date(world.months_before(world.months - 12))}"
    return [each for each in alerts if each["period_start_date"] >= earliest]
