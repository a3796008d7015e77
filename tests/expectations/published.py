"""What a reader of the published marts was promised, whatever the mart.

A mart is checked by the columns it has, so a new one is covered from its first day. Everything
here blocks the publication. Drift is judged against the file that is published now.
"""

from dataclasses import dataclass, field

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
from publish import Mart

COUNTS = ["promoter_count", "passive_count", "detractor_count"]
SHARES = ["promoter_share", "passive_share", "detractor_share"]
NPS = ["nps", "nps_ci_low", "nps_ci_high"]
NEVER_EMPTY = {"core.dim_brands", "core.dim_channels", "core.dim_dates"}
KEPT_SHARE = 0.5
NPS_DRIFT = 20
ENOUGH_RESPONSES = 100
DRIFT_MART = "nps.nps_by_period"
PERIOD_KEY = ["brand_id", "survey_kind", "dimension", "period_grain", "period_start_date"]
LOOK_AT_MODEL = "The model behind it is wrong and no data test saw it: add the test, then mend it."
LOOK_AT_DRIFT = (
    "Look for files that went missing and for changed seeds or cut-offs. If the change is right, "
    "run `python scripts/publish.py --accept-drift`."
)


@dataclass(frozen=True)
class Previous:
    """What is published now: rows per mart, and the NPS of its large, complete periods."""

    rows: dict[str, int] = field(default_factory=dict)
    nps: list[tuple] = field(default_factory=list)


def read_previous(published: duckdb.DuckDBPyConnection) -> Previous:
    """Read what the drift is judged against from the file that is published now."""
    names = published.execute(
        "select schema_name || '.' || table_name, "
        'format(\'"{}"."{}"\', schema_name, table_name) from duckdb_tables()'
    ).fetchall()
    rows = {
        name: published.execute(f"select count(*) from {quoted}").fetchone()[0]
        for name, quoted in names
    }
    nps = []
    if DRIFT_MART in rows:
        key = ", ".join(f"cast({column} as varchar)" for column in PERIOD_KEY)
        nps = published.execute(
            f"select {key}, nps from {DRIFT_MART} where is_complete_period "
            f"and period_grain in ('quarter', 'year') and nps is not null "
            f"and response_count >= {ENOUGH_RESPONSES}"
        ).fetchall()
    return Previous(rows, nps)


def suites(marts: list[Mart], previous: Previous) -> list[gx.ExpectationSuite]:
    """One suite per mart; an empty `previous` judges no drift."""
    return [
        gx.ExpectationSuite(
            name=f"{mart.schema}.{mart.name}",
            expectations=[
                *promised_shape(mart),
                *nps_arithmetic(set(mart.columns)),
                *no_addresses(mart),
                *drift(f"{mart.schema}.{mart.name}", previous),
            ],
        )
        for mart in marts
    ]


def promised_shape(mart: Mart) -> list[gxe.Expectation]:
    """Expect the columns of the contract, and rows where there must be some."""
    shape = [
        gxe.ExpectTableColumnsToMatchSet(
            column_set=list(mart.columns),
            exact_match=True,
            description="The mart has the columns of its contract, no more and no fewer",
            notes="The project changed after it was built: run `make build`.",
        )
    ]
    if f"{mart.schema}.{mart.name}" in NEVER_EMPTY:
        shape.append(
            gxe.ExpectTableRowCountToBeBetween(
                min_value=1,
                description="A dimension made from seeds is never empty",
                notes="Look at the seed behind it.",
            )
        )
    return shape


def nps_arithmetic(columns: set[str]) -> list[gxe.Expectation]:
    """Expect of the columns of the NPS block what holds wherever they stand."""
    found: list[gxe.Expectation] = []
    for share in columns.intersection(SHARES):
        found.append(between(share, 0, 1))
    for nps in columns.intersection(NPS):
        found.append(between(nps, -100, 100))
    if columns.issuperset([*COUNTS, "response_count"]):
        found.append(
            no_rows(
                f"{' + '.join(COUNTS)} != response_count",
                "Promoters, passives and detractors add up to the responses",
            )
        )
    if columns.issuperset(SHARES):
        found.append(
            no_rows(f"abs({' + '.join(SHARES)} - 1) > 1e-9", "The three shares add up to 1")
        )
    if columns.issuperset(NPS):
        found.append(no_rows("nps < nps_ci_low or nps > nps_ci_high", "The interval holds the NPS"))
    if columns.issuperset(["nps", "suppression_reason"]):
        found.append(
            no_rows(
                "suppression_reason is not null and nps is not null", "A hidden group shows no NPS"
            )
        )
    return found


def no_addresses(mart: Mart) -> list[gxe.Expectation]:
    """No e-mail address in any text column; what was found is not shown again here."""
    text = [
        f'"{column["name"]}"'
        for column in mart.columns.values()
        if column.get("data_type") in ("string", "varchar", "text")
    ]
    if not text:
        return []
    return [
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"""
                select count(*) as rows_with_address from {{batch}}
                where regexp_matches(
                    concat_ws(' ', {", ".join(text)}), '[^\\s:@]+@[^\\s@]+\\.[A-Za-z]'
                )
                having count(*) > 0
            """,
            description="No text column holds an e-mail address",
            notes="Personal data would be published: mask the column in its staging model.",
        )
    ]


def drift(name: str, previous: Previous) -> list[gxe.Expectation]:
    """Expect a mart that is not suddenly much smaller, nor its closed periods much changed."""
    found: list[gxe.Expectation] = []
    if name in previous.rows:
        found.append(
            gxe.ExpectTableRowCountToBeBetween(
                min_value=int(previous.rows[name] * KEPT_SHARE),
                description=f"At least half of the {previous.rows[name]:,} rows published now",
                notes=LOOK_AT_DRIFT,
            )
        )
    if name == DRIFT_MART and previous.nps:
        found.append(restated_nps(previous.nps))
    return found


def restated_nps(previous: list[tuple]) -> gxe.Expectation:
    """Periods that were over and well measured keep their NPS, give or take."""
    values = ", ".join(
        "(" + ", ".join(f"'{text}'" for text in key) + f", {nps})" for *key, nps in previous
    )
    same = " and ".join(
        f"cast(marts.{column} as varchar) = published_now.{column}" for column in PERIOD_KEY
    )
    return gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=f"""
            select
                {", ".join(f"published_now.{column}" for column in PERIOD_KEY)},
                published_now.nps as nps_published, marts.nps as nps_now
            from {{batch}} as marts
            inner join (values {values}) as published_now ({", ".join(PERIOD_KEY)}, nps)
                on {same}
            where abs(marts.nps - published_now.nps) > {NPS_DRIFT}
        """,
        description=f"No complete quarter or year of {ENOUGH_RESPONSES} or more responses moved "
        f"by more than {NPS_DRIFT} points",
        notes=LOOK_AT_DRIFT,
    )


def between(column: str, low: float, high: float) -> gxe.Expectation:
    """Every value that is there lies between the two."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column,
        min_value=low,
        max_value=high,
        description=f"{column} lies between {low} and {high}",
        notes=LOOK_AT_MODEL,
    )


def no_rows(condition: str, description: str) -> gxe.Expectation:
    """No row meets the condition."""
    return gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=f"select * from {{batch}} where {condition}",
        description=description,
        notes=LOOK_AT_MODEL,
    )
