"""Send the new alerts of the published warehouse: one message per run and receiver.

    NPS_ALERTS_TO="team=https://hooks.slack.com/services/..." python scripts/alert.py
    python scripts/alert.py --to file:///srv/nps/alerts.jsonl
    python scripts/alert.py --dry-run

A receiver is a Slack-compatible webhook (`http://`, `https://`), a file (`file:///`, one JSON
object a line) or any URL that Apprise knows (`mailto://...`). What was sent is kept in
`alerts_sent.json` beside the warehouse.

A file gets every alert exactly once. So does any other receiver, unless the sender dies, or the
receiver stops answering, between accepting a message and saying so: nobody can tell whether it
arrived, and nothing must be lost. The very same message is then sent again, with the same
`Idempotency-Key`, and its last lines say so.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
from jobs import JobError, exclusive, write_atomically

LEDGER = "alerts_sent.json"
SEVERITIES = ["high", "medium", "low"]
SHOWN_PER_GROUP, SHOWN_GROUPS = 3, 20
ATTEMPTS, BACK_OFF, TIMEOUT = 4, 2.0, 10.0

Alert = dict[str, Any]
Receiver = dict[str, Any]


@dataclass(frozen=True)
class Patience:
    """How often to try, seconds to wait after the first failure (doubling), seconds to be heard."""

    attempts: int = ATTEMPTS
    back_off: float = BACK_OFF
    timeout: float = TIMEOUT


def read_alerts(published: Path) -> tuple[list[Alert], dict[str, list[date]]]:
    """Alerts of the published warehouse, worst first, and its complete periods, newest first."""
    if not published.exists():
        raise JobError(f"{published} does not exist. Run `make build`.")
    with duckdb.connect(str(published), read_only=True) as connection:
        try:
            rows = connection.execute("from nps.nps_alerts")
            names = [column[0] for column in rows.description]
            alerts = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
            periods = connection.execute(
                "select period_grain, list_sort(list(distinct period_start_date), 'desc') "
                "from nps.nps_by_period where is_complete_period group by 1"
            ).fetchall()
        except duckdb.CatalogException:
            raise JobError(
                f"{published} has no alerts: it was built before they were. Run `make build`."
            ) from None
    return sorted(alerts, key=_urgency), dict(periods)


def _urgency(alert: Alert) -> tuple:
    """Place in a message: by severity, newest first, groups together, the whole, the surest."""
    severity = alert["severity"]
    return (
        SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES),
        -alert["period_start_date"].toordinal(),
        *_group(alert),
        alert["segment_value"] is not None,
        1.0 if alert["q_value"] is None else alert["q_value"],
        -abs(alert["observed"] - alert["expected"]),
        alert["alert_id"],
    )


def _group(alert: Alert) -> tuple[str, ...]:
    columns = ("alert_type", "brand_id", "survey_kind", "period_grain", "period_start_date")
    return tuple(str(alert[column] or "") for column in columns)


def compose(alerts: list[Alert]) -> tuple[str, str]:
    """Title and text of the one message about `alerts`: groups with their surest few.

    An outage fells many series at once; the message stays one that can be read.
    """
    counts = {level: sum(each["severity"] == level for each in alerts) for level in SEVERITIES}
    told = ", ".join(f"{count} {level}" for level, count in counts.items() if count)
    title = f"NPS: {len(alerts)} new alert{'s' * (len(alerts) > 1)} ({told})"
    lines = []
    groups = [list(group) for _, group in groupby(alerts, _group)]
    for group in groups[:SHOWN_GROUPS]:
        first = group[0]
        about = " ".join(filter(None, (first["brand_id"], first["survey_kind"])))
        what = first["alert_type"].replace("_", " ")
        lines.append(
            f"{first['severity'].upper()} {what}, {about}, "
            f"{first['period_grain']} from {first['period_start_date']}"
        )
        lines += [f"- {_where(each)}: {each['evidence']}" for each in group[:SHOWN_PER_GROUP]]
        if len(group) > SHOWN_PER_GROUP:
            lines.append(f"- and {len(group) - SHOWN_PER_GROUP} more")
    if len(groups) > SHOWN_GROUPS:
        rest = sum(map(len, groups[SHOWN_GROUPS:]))
        lines.append(f"And {rest} more of other kinds or periods.")
    lines.append("All with their numbers: nps.nps_alerts.")
    return title, "\n".join(lines)


def _where(alert: Alert) -> str:
    segment = alert["segment_value"] and f"{alert['segment_type']} {alert['segment_value']}"
    named = (alert["dimension"], alert["market"], alert["competitor_brand_id"], segment)
    return ", ".join(filter(None, named)) or "all"


def read_ledger(path: Path) -> dict[str, Receiver]:
    """What was sent to each receiver by name: `sent` by alert id, and a message `pending`."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["receivers"]
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        raise JobError(
            f"{path} cannot be read. Restore it from a copy, or remove it: then each receiver "
            "counts as new, and gets the alerts of the latest period only."
        ) from None


def parse_receivers(given: list[str]) -> dict[str, str]:
    """URLs by name, from `[name=]url`; the name tells receivers apart in the ledger."""
    receivers: dict[str, str] = {}
    for each in given:
        head, equals, tail = each.partition("=")
        name, url = (head, tail) if equals and "://" not in head else (each.partition(":")[0], each)
        if "://" not in url:
            raise JobError(f"receiver {name!r} has no URL. Write name=https://... or file:///...")
        if name in receivers:
            raise JobError(f"two receivers are called {name!r}. Name them: first=..., second=...")
        receivers[name] = url
    if not receivers:
        raise JobError(
            "nobody to send to. Set NPS_ALERTS_TO, or give --to: a webhook (https://...), "
            "file:///path, or a URL of Apprise such as mailto://."
        )
    return receivers


def new_alerts(
    alerts: list[Alert], receiver: Receiver | None, periods: dict[str, list[date]], first: int
) -> tuple[list[Alert], list[Alert]]:
    """Alerts not yet sent, and those never to be sent.

    A receiver never written to before gets those of the latest `first` complete periods of each
    grain only: whoever sets this up wants no message about three years.
    """
    if receiver is not None:
        return [each for each in alerts if each["alert_id"] not in receiver["sent"]], []
    latest = {grain: set(starts[:first]) for grain, starts in periods.items()}
    is_late = [
        each["period_start_date"] in latest.get(each["period_grain"], set()) for each in alerts
    ]
    return (
        [each for each, late in zip(alerts, is_late, strict=True) if late],
        [each for each, late in zip(alerts, is_late, strict=True) if not late],
    )


def write_to_file(url: str, alerts: list[Alert]) -> None:
    """Add to the file those alerts that are not in it, all or none; OSError where it cannot be."""
    path = Path(unquote(urlsplit(url).path))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        there = {json.loads(line)["alert_id"] for line in text.splitlines() if line.strip()}
    except (ValueError, KeyError, TypeError):
        raise OSError(f"{path} holds lines that are no alerts; name another file") from None
    missing = [each for each in alerts if each["alert_id"] not in there]
    if missing:
        text += "\n" * bool(text and not text.endswith("\n"))
        text += "".join(f"{json.dumps(each, default=str)}\n" for each in missing)
        write_atomically(path, text)


def open_service(name: str, url: str, timeout: float) -> Any:
    """The Apprise service of a URL; any http(s) URL is a Slack-compatible webhook."""
    import apprise  # only now: a second of imports that a file does not need
    from apprise.plugins.custom_json import NotifyJSON

    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        # Of what Apprise would post, the text alone, under the name Slack gave it.
        unused = dict.fromkeys(("version", "title", "attachments", "type"), "")
        service = NotifyJSON(
            host=parts.hostname,
            port=parts.port,
            user=parts.username and unquote(parts.username),
            password=parts.password and unquote(parts.password),
            fullpath=path,
            secure=parts.scheme == "https",
            payload={"message": "text"} | unused,
        )
    else:
        service = apprise.Apprise.instantiate(url)
    if not service:
        raise JobError(
            f"Apprise does not know the URL of receiver {name!r}. See https://appriseit.com/services"
        )
    service.socket_connect_timeout = service.socket_read_timeout = timeout
    return service


def send(service: Any, message: dict[str, str], patience: Patience) -> None:
    """Deliver a message, trying again for a while; OSError where the receiver never took it."""
    import apprise

    if isinstance(getattr(service, "headers", None), dict):
        service.headers["Idempotency-Key"] = message["key"]
    title, body = message["title"], message["body"]
    if getattr(service, "payload_extras", {}).get("message") == "text":
        # Slack's text has no title, and asks for three characters to be escaped.
        title, body = "", html.escape(f"{title}\n{body}", quote=False)
    for attempt in range(patience.attempts):
        if attempt:
            time.sleep(patience.back_off * 2 ** (attempt - 1))
        with apprise.LogCapture(level=apprise.logging.WARNING) as log:
            if service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT):
                return
            reason = " ".join(log.getvalue().split())
    raise OSError(f"{patience.attempts} attempts failed, the last with: {reason or 'no answer'}")


def alert(
    warehouse: Path,
    receivers: dict[str, str],
    *,
    since: date | None = None,
    first_periods: int = 1,
    dry_run: bool = False,
    patience: Patience = Patience(),
    tell: Callable[[str], object] = print,
) -> None:
    """Send each receiver what is new to it; JobError names those that could not be reached."""
    alerts, periods = read_alerts(warehouse / "published.duckdb")
    path = warehouse / LEDGER
    ledger = read_ledger(path)
    failed = []
    for name, url in receivers.items():
        receiver = ledger.get(name)
        due, never = new_alerts(alerts, receiver, periods, first_periods)
        due = [each for each in due if since is None or each["period_end_date"] >= since]
        if dry_run:
            tell(_preview(name, receiver, due))
            continue
        is_file = urlsplit(url).scheme == "file"
        service = None if is_file else open_service(name, url, patience.timeout)
        receiver = ledger.setdefault(name, {"sent": {}, "pending": None})
        receiver["sent"] |= {each["alert_id"]: "never: older than the first run" for each in never}
        try:
            if is_file:
                write_to_file(url, due)
                _note(receiver, [each["alert_id"] for each in due])
            else:
                _deliver(service, receiver, due, patience, lambda: _keep(path, ledger))
        except OSError as error:
            failed.append(f"{name}: {error}")
        else:
            tell(f"Sent {len(due)} alerts to {name}." if due else f"Nothing new for {name}.")
        _keep(path, ledger)
    if failed:
        raise JobError(
            "\n".join(failed) + "\nNothing is lost: run this again when the receiver is back, and "
            "it sends what is missing."
        )


def _deliver(
    service: Any,
    receiver: Receiver,
    due: list[Alert],
    patience: Patience,
    keep: Callable[[], object],
) -> None:
    """Send what an earlier run may or may not have sent, then what is new, noting each."""
    pending = receiver["pending"]
    if pending:
        repeat = f"\nThis may be a repeat: it was first sent at {pending['at']}."
        send(service, pending | {"body": pending["body"] + repeat}, patience)
        _note(receiver, pending["alert_ids"])
        keep()
        due = [each for each in due if each["alert_id"] not in pending["alert_ids"]]
    if due:
        title, body = compose(due)
        ids = [each["alert_id"] for each in due]
        key = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]
        message = {"title": title, "body": f"{body}\nMessage {key}.", "key": key}
        receiver["pending"] = message | {"alert_ids": ids, "at": _now()}
        keep()
        send(service, message, patience)
        _note(receiver, ids)


def _note(receiver: Receiver, alert_ids: list[str]) -> None:
    receiver["sent"] |= dict.fromkeys(alert_ids, _now())
    receiver["pending"] = None


def _keep(path: Path, ledger: dict[str, Receiver]) -> None:
    try:
        write_atomically(path, json.dumps({"receivers": ledger}, indent=1))
    except OSError as error:
        raise JobError(
            f"{path} could not be written: {error}. Make room or mend its permissions, and run "
            "this again: without it nobody knows what was sent."
        ) from error


def _preview(name: str, receiver: Receiver | None, due: list[Alert]) -> str:
    pending = receiver and receiver["pending"]
    ids = pending["alert_ids"] if pending else []
    fresh = [each for each in due if each["alert_id"] not in ids]
    parts = [f"Again, since it may not have arrived: {pending['title']}"] if pending else []
    parts += ["\n".join(compose(fresh))] if fresh else []
    return f"To {name}, if this were no dry run:\n" + ("\n".join(parts) or "nothing")


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"


def main() -> int:
    """Send from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    warehouse = os.environ.get("NPS_WAREHOUSE", "warehouse")
    parser.add_argument("--warehouse", type=Path, default=Path(warehouse))
    parser.add_argument(
        "--to",
        action="append",
        metavar="[NAME=]URL",
        help="whom to tell; may be repeated. Default: those of NPS_ALERTS_TO, with blanks between",
    )
    parser.add_argument(
        "--since", type=date.fromisoformat, help="only of periods that end on this day or later"
    )
    parser.add_argument(
        "--first-periods",
        type=int,
        default=1,
        help="of how many latest periods of each grain a receiver first hears (default 1)",
    )
    parser.add_argument("--dry-run", action="store_true", help="show, send and note nothing")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, help=f"default {ATTEMPTS}")
    parser.add_argument(
        "--back-off",
        type=float,
        default=BACK_OFF,
        help=f"seconds before the second attempt, doubling from then on (default {BACK_OFF:g})",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=TIMEOUT,
        help=f"seconds to wait for a receiver (default {TIMEOUT:g})",
    )
    arguments = parser.parse_args()
    try:
        given = arguments.to or os.environ.get("NPS_ALERTS_TO", "").split()
        is_show = arguments.dry_run and not given
        receivers = {"nobody yet": ""} if is_show else parse_receivers(given)
        # A lock of its own: a build may take hours, and so may a receiver that hangs.
        with exclusive(arguments.warehouse, "alerts.lock") as job:
            alert(
                job.warehouse,
                receivers,
                since=arguments.since,
                first_periods=arguments.first_periods,
                dry_run=arguments.dry_run,
                patience=Patience(arguments.attempts, arguments.back_off, arguments.timeout),
            )
    except JobError as error:
        print(f"Not sent: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
