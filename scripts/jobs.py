"""One job at a time on a warehouse, and no child process that outlives it."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 1.0
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class JobError(Exception):
    """The job cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Job:
    """The holder of a warehouse's lock, and how it runs other programs.

    Children inherit the lock, so a warehouse whose job was killed is free again exactly when the
    last of them is gone. On Linux they are killed with it.
    """

    warehouse: Path
    lock: int

    def run(
        self, command: list[str], on_line: Callable[[str], object] = lambda line: None
    ) -> tuple[int, str]:
        """Run `command` in the project's folder; its exit code and what it printed.

        `on_line` gets every line as it comes.
        """
        lines = []
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"NPS_WAREHOUSE": str(self.warehouse), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=[self.lock],
            preexec_fn=_die_with_parent,
        ) as child:
            for line in child.stdout or ():
                lines.append(line)
                on_line(line.rstrip())
        return child.returncode, "".join(lines)


@contextmanager
def exclusive(warehouse: Path, lock: str = "build.lock") -> Iterator[Job]:
    """Hold a lock of a warehouse for the length of the block, or raise at once.

    The kernel drops the lock of a process that dies, so a dead holder never blocks; what the file
    says is only for the one who is refused.
    """
    warehouse = warehouse.resolve()
    warehouse.mkdir(parents=True, exist_ok=True)
    with (warehouse / lock).open("a+") as file:
        if not _try_lock(file.fileno()):
            file.seek(0)
            raise JobError(
                f"another job works on {warehouse} ({file.read().strip() or 'just started'}). "
                "Wait until it is done, or stop that process."
            )
        file.truncate(0)
        file.write(f"pid {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        yield Job(warehouse, file.fileno())


def _try_lock(descriptor: int) -> bool:
    """Take the lock, allowing the children of a job that was just killed a moment to die."""
    deadline = time.monotonic() + GRACE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def write_atomically(path: Path, text: str) -> None:
    """Replace a file as a whole: whoever reads it, even after a crash, has the old or the new."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def target_folder() -> Path:
    """Folder of dbt's manifest.json and run_results.json."""
    return ROOT / os.environ.get("DBT_TARGET_PATH", "target")


def _die_with_parent() -> None:
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
