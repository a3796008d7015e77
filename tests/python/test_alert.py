"""Sending alerts: each once, in one message, nothing lost while the receiver is down."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from subprocess import CompletedProcess

import duckdb
import pytest
from conftest import Warehouse

PATIENCE = ("--attempts", "2", "--back-off", "0.05", "--timeout", "0.7")
ALERT = """
    select '{kind}:meridian:relationship:overall:region=r{n}:quarter:{start}' as alert_id,
        '{kind}' as alert_type, 'high' as severity, 'meridian' as brand_id,
        'relationship' as survey_kind, 'overall' as dimension, null::varchar as market,
        null::varchar as competitor_brand_id, 'region' as segment_type,
        'r{n}' as segment_value, 'quarter' as period_grain, date '{start}' as period_start_date,
        date '{start}' + 80 as period_end_date, 'nps' as metric, 1.5 as observed,
        20.0 as expected, null::double as limit_value, 0.001 as p_value, 0.01 as q_value,
        40 as tests_in_family, 100 as response_count, 'R&D: NPS 1.5 after 20.0.' as evidence
"""
OLD, NEW, NEWER = "2025-04-01", "2025-07-01", "2025-10-01"


class Receiver(ThreadingHTTPServer):
    """A webhook that keeps what it is sent, and answers as `answer` tells it to.

    `answer` gets the handler of each request after its body was read; by default it accepts.
    """

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        self.posts: list[tuple[str, str]] = []  # idempotency key and text of each
        self.answer: Callable[[BaseHTTPRequestHandler], None] = accept
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """What is given as receiver."""
        return f"team=http://127.0.0.1:{self.server_port}/services/T/B?thread=1"


class Handler(BaseHTTPRequestHandler):
    """Reads a post."""

    def do_POST(self) -> None:
        """Keep the text, then answer."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert set(body) == {"text"}
        assert self.path == "/services/T/B?thread=1"
        self.server.posts.append((self.headers["Idempotency-Key"], body["text"]))
        self.server.answer(self)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def accept(handler: BaseHTTPRequestHandler) -> None:
    """Say that all is well."""
    handler.send_response(200)
    handler.end_headers()


def fail(handler: BaseHTTPRequestHandler) -> None:
    """Say that something is broken."""
    handler.send_response(503)
    handler.end_headers()


def hang(_: BaseHTTPRequestHandler) -> None:
    """Say nothing for longer than anybody waits."""
    time.sleep(3)


def die(handler: BaseHTTPRequestHandler) -> None:
    """Break off in the middle of the answer."""
    handler.wfile.write(b"HTTP/1.1 2")
    handler.connection.close()


class ThreadingMailServer(ThreadingTCPServer):
    """A mail server that takes anything and keeps it."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port, and serve until told to stop."""
        self.mails: list[str] = []
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.server_port = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


class MailHandler(StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        """Answer every command, and read lines up to the dot after DATA."""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line.strip().upper()
            self.wfile.write(b"354 go on\r\n" if command == b"DATA" else b"250 fine\r\n")
            if command == b"DATA":
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines).decode())
                self.wfile.write(b"250 taken\r\n")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook on this machine."""
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def publish(warehouse: Warehouse, *alerts: tuple[str, int, str]) -> None:
    """Swap in a published file with these alerts: kind, number of the series, quarter."""
    rows = [ALERT.format(kind=kind, n=n, start=start) for kind, n, start in alerts]
    warehouse.warehouse.mkdir(exist_ok=True)
    new = warehouse.warehouse / "new.duckdb"
    with duckdb.connect(str(new)) as connection:
        connection.execute("create schema nps")
        connection.execute("create table nps.nps_alerts as " + " union all ".join(rows))
        connection.execute(
            "create table nps.nps_by_period as select 'quarter' as period_grain, start as "
            "period_start_date, start < date '2026-01-01' as is_complete_period "
            f"from (values (date '{OLD}'), ('{NEW}'), ('{NEWER}'), ('2026-01-01')) as of (start)"
        )
    new.replace(warehouse.published)


def send(warehouse: Warehouse, to: str, *arguments: str) -> CompletedProcess:
    """Run scripts/alert.py with little patience."""
    return warehouse.script("alert", "--to", to, *PATIENCE, *arguments, check=False)


def test_each_alert_is_sent_once(warehouse: Warehouse, receiver: Receiver) -> None:
    """First those of the latest complete period alone, then only what a build adds."""
    old, new = ("significant_drop", 1, NEW), ("significant_drop", 1, NEWER)
    publish(warehouse, old, new)
    assert "Sent 1 alerts to team" in send(warehouse, receiver.url).stdout
    assert "Nothing new" in send(warehouse, receiver.url).stdout
    publish(warehouse, old, new, ("significant_drop", 2, NEWER), ("sustained_decline", 2, NEWER))
    assert send(warehouse, receiver.url).returncode == 0
    # One that a late answer takes back and the next brings again is no new one.
    publish(warehouse, old)
    send(warehouse, receiver.url)
    publish(warehouse, old, new)
    assert "Nothing new" in send(warehouse, receiver.url).stdout
    (_, first), (_, second) = receiver.posts
    assert "1 new alert (1 high)" in first
    assert f"quarter from {NEWER}" in first
    assert "region r1: R&amp;D: NPS 1.5 after 20.0." in first, "Slack wants & < > escaped"
    assert "2 new alerts" in second
    assert "r1" not in second


def test_first_run_and_since_choose_periods(warehouse: Warehouse, tmp_path: Path) -> None:
    """`--first-periods` widens the first run; `--since` narrows any, and forgets nothing."""
    alerts = [("significant_drop", 1, start) for start in (OLD, NEW, NEWER)]
    publish(warehouse, *alerts)
    file = tmp_path / "a file.jsonl"
    url = file.as_uri()
    send(warehouse, url, "--first-periods", "2", "--since", "2025-10-15")
    assert file.read_text().count("\n") == 1
    send(warehouse, url)
    assert [json.loads(line)["period_start_date"] for line in file.open()] == [NEWER, NEW]


def test_three_hundred_alerts_are_one_message(warehouse: Warehouse, receiver: Receiver) -> None:
    """An outage fells many series: its message tells of the surest and counts the rest."""
    publish(warehouse, *(("below_control_limit", n, NEWER) for n in range(300)))
    send(warehouse, receiver.url)
    ((_, text),) = receiver.posts
    assert "300 new alerts" in text
    assert "- and 297 more" in text
    assert len(text) < 1000


@pytest.mark.parametrize("fault", [fail, hang, die], ids=lambda fault: fault.__name__)
def test_nothing_is_lost_while_the_receiver_is_down(
    warehouse: Warehouse, receiver: Receiver, fault: Callable
) -> None:
    """It is tried again, then said; later runs send the same message, then what came since."""
    publish(warehouse, ("significant_drop", 1, NEWER))
    receiver.answer = fault
    done = send(warehouse, receiver.url)
    assert done.returncode == 1
    assert "2 attempts failed" in done.stderr
    assert "Nothing is lost: run this again" in done.stderr
    assert "Traceback" not in done.stderr
    publish(warehouse, ("significant_drop", 1, NEWER), ("significant_drop", 2, NEWER))
    receiver.answer = accept
    assert send(warehouse, receiver.url).returncode == 0
    assert "Nothing new" in send(warehouse, receiver.url).stdout
    tried, retried, repeated, fresh = receiver.posts
    assert tried == retried
    assert repeated[0] == tried[0] != fresh[0]
    assert repeated[1].startswith(tried[1])
    assert "may be a repeat" in repeated[1]
    assert "region r1" in repeated[1]
    assert "region r1" not in fresh[1]
    assert "region r2" in fresh[1]


def test_a_receiver_that_stumbles_gets_one_message(
    warehouse: Warehouse, receiver: Receiver
) -> None:
    """The second attempt of the same run does it, under the same key."""
    answers = iter([fail, accept])
    receiver.answer = lambda handler: next(answers)(handler)
    publish(warehouse, ("significant_drop", 1, NEWER))
    assert send(warehouse, receiver.url).returncode == 0
    assert len(receiver.posts) == 2
    assert len(set(receiver.posts)) == 1


def test_a_receiver_that_is_not_there_does_not_stop_the_others(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """The file gets its alerts, the exit code is 1, and the URL's secret is not told."""
    publish(warehouse, ("significant_drop", 1, NEWER))
    file = tmp_path / "alerts.jsonl"
    done = send(warehouse, "http://127.0.0.1:9/secret", "--to", file.as_uri())
    assert done.returncode == 1
    assert "secret" not in done.stdout + done.stderr
    assert len(file.read_text().splitlines()) == 1


def test_a_sender_that_is_killed_loses_and_hides_nothing(
    warehouse: Warehouse, receiver: Receiver
) -> None:
    """Killed after the receiver had it: sent again under the same key, which says so."""
    publish(warehouse, ("significant_drop", 1, NEWER))
    receiver.answer = hang
    sender = warehouse.start("alert", "--to", receiver.url, "--timeout", "20")
    deadline = time.monotonic() + 20
    while not receiver.posts and time.monotonic() < deadline:
        time.sleep(0.02)
    second = send(warehouse, receiver.url)
    assert "another job works" in second.stderr, "two senders at once would both send"
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()
    receiver.answer = accept
    assert send(warehouse, receiver.url).returncode == 0
    assert "Nothing new" in send(warehouse, receiver.url).stdout
    (key, text), (again, repeat) = receiver.posts
    assert key == again
    assert text in repeat
    assert "may be a repeat" in repeat


def test_a_file_holds_each_alert_exactly_once(warehouse: Warehouse, tmp_path: Path) -> None:
    """Killed at any moment, or its ledger lost: what is in the file is not added again."""
    file = tmp_path / "alerts.jsonl"
    alerts = []
    for n in range(6):
        alerts.append(("significant_drop", n, NEWER))
        publish(warehouse, *alerts)
        sender = warehouse.start("alert", "--to", file.as_uri())
        deadline = time.monotonic() + (0.1 * n if n % 2 else 20)
        while time.monotonic() < deadline:  # every second one: until the file has the alert
            if file.exists() and f"region=r{n}:" in file.read_text():
                break
            time.sleep(0.002)
        sender.kill()
        sender.wait()
        (warehouse.warehouse / "alerts_sent.json").unlink(missing_ok=True)
    assert send(warehouse, file.as_uri()).returncode == 0
    ids = [json.loads(line)["alert_id"] for line in file.open()]
    assert len(ids) == len(set(ids)) == 6


def test_a_dry_run_sends_and_notes_nothing(warehouse: Warehouse, receiver: Receiver) -> None:
    """Even without a receiver it shows what would be sent."""
    publish(warehouse, ("significant_drop", 1, NEWER))
    assert "1 new alert" in send(warehouse, receiver.url, "--dry-run").stdout
    assert "1 new alert" in warehouse.script("alert", "--dry-run").stdout
    assert not receiver.posts
    assert not (warehouse.warehouse / "alerts_sent.json").exists()


def test_a_mail_arrives(warehouse: Warehouse) -> None:
    """Subject and text, through Apprise, at a server that speaks just enough SMTP."""
    publish(warehouse, ("significant_drop", 1, NEWER))
    with ThreadingMailServer() as server:
        to = f"mailto://127.0.0.1:{server.server_port}?from=nps@example.com&to=cx@example.com"
        done = send(warehouse, to)
        server.shutdown()
    assert done.returncode == 0, done.stderr
    (mail,) = server.mails
    assert "Subject: NPS: 1 new alert (1 high)" in mail
    assert "Idempotency-Key: " in mail
    assert "region r1" in mail


@pytest.mark.parametrize(
    ("to", "ledger", "says"),
    [
        ("", None, "nobody to send to. Set NPS_ALERTS_TO"),
        ("nonsense", None, "has no URL"),
        ("pigeon://coop", None, "Apprise does not know the URL of receiver 'pigeon'"),
        ("file:///tmp/a file:///tmp/b", None, "two receivers are called 'file'"),
        ("file:///proc/alerts.jsonl", None, "Nothing is lost"),
        ("file:///tmp/a", "{cut sho", "Restore it from a copy, or remove it"),
    ],
)
def test_errors_name_the_remedy(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, to: str, ledger: str | None, says: str
) -> None:
    """Whatever is wrong, one line says what to do; the ledger stays as it is."""
    publish(warehouse, ("significant_drop", 1, NEWER))
    path = warehouse.warehouse / "alerts_sent.json"
    if ledger:
        path.write_text(ledger)
    monkeypatch.setenv("NPS_ALERTS_TO", to)
    done = warehouse.script("alert", check=False)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not ledger or path.read_text() == ledger


def test_a_warehouse_without_alerts_says_so(warehouse: Warehouse) -> None:
    """Not built, or built before there were alerts."""
    assert "Run `make build`" in warehouse.script("alert", "--dry-run", check=False).stderr
    warehouse.warehouse.mkdir(exist_ok=True)
    duckdb.connect(str(warehouse.published)).close()
    assert "has no alerts" in warehouse.script("alert", "--dry-run", check=False).stderr
