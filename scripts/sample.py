"""Write a made-up company's raw files into a landing folder, and the truth about them.

The world is Meridian, a maker of industrial equipment and software, four competitors, and the 36
complete months before the as-of date: surveys, a competitor panel, tickets, social media, reviews,
calls, chats, CRM, web events and follow-ups, with the dirt that real tools deliver. Stories are
planted in it (`sampling/stories.py`), at sizes where theory says that they can be found.

    python scripts/sample.py --out landing                     # about 60,000 touchpoints
    python scripts/sample.py --out landing --day 1             # what arrives on the day after
    python scripts/sample.py --out big --scale 100 --sources web_events zendesk

`_truth/` beside the sources holds what a warehouse must find: Parquet tables (`sampling/truth.py`
describes them) and `truth.json`, the summary. The same arguments give the same bytes.
"""

import argparse
import json
import math
import shutil
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sampling import cases, contact, crm, panel, summary, surveys, tickets, voices, web
from sampling.block import Block
from sampling.files import Files, connect
from sampling.truth import Truth
from sampling.world import FUTURE_DAYS, World, first_of_month

SOURCES = frozenset(
    "qualtrics surveys panel zendesk social reviews contact_center crm web_events "
    "case_management".split()
)
BLOCK_SCALE = 10  # what is drawn at once: about 600,000 touchpoints, in about 1 GB


def write_block(block: Block) -> None:
    """Write the parts of a block that are asked for, and those they need.

    What customers did comes before what they said of it.
    """
    wants = block.files.wants
    follows = wants("case_management")
    asks = follows or wants("qualtrics") or wants("surveys")
    orders = crm.write(block) if asks or wants("crm") else None
    solved = tickets.write(block) if asks or wants("zendesk") else None
    concerns = surveys.write(block, solved, orders) if asks else None
    if wants("contact_center"):
        contact.write(block)
    if wants("panel"):
        panel.write(block)
    if wants("social") or wants("reviews"):
        voices.write(block)
    if wants("web_events"):
        web.write(block)
    if follows:
        cases.write(block, concerns)


def write_sample(
    out: Path,
    as_of: date | None = None,
    seed: int = 7,
    scale: float = 1.0,
    months: int = 36,
    day: int = 0,
    sources: Collection[str] = (),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the world of the months before the month of `as_of` (today) into `out`.

    Scale 1 is about 60,000 touchpoints. With `day` N only what arrives on the Nth day after the
    end is written, beside what is there. Returns the summary in `out/_truth/truth.json`. Raises
    FileExistsError if `out` holds files of a source to be written: landed files stay as they are.
    """
    world = World(first_of_month(as_of or date.today()), months, seed, scale, day)
    _check(world, sources)
    chosen = frozenset(sources)
    if not day:
        for source in chosen or SOURCES:
            if any(Path(out, source).glob("*")):
                raise FileExistsError(f"{Path(out, source)} already holds files")
    aside = Path(out, "_sample")
    shutil.rmtree(aside, ignore_errors=True)
    blocks = math.ceil(scale / BLOCK_SCALE)
    rows = {}
    task = progress.add_task("sample", total=blocks) if progress else None
    for number in range(blocks):
        suffix = f".{number + 1:04d}" if blocks > 1 else ""
        with connect() as connection:
            files = Files(world, aside, connection, suffix, chosen)
            truth = Truth(world, aside / "_truth", connection, suffix, chosen)
            write_block(Block(world, number, scale / blocks, files, truth))
            truth.add_damage(files.dirt)
            truth.write()
        rows |= files.rows
        if progress and task is not None:
            progress.advance(task)
    found = summary.write(world, aside / "_truth", rows)
    (aside / "_truth" / "truth.json").write_text(
        json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    )
    _move_in(aside, out, by_file=bool(day))
    return found


def _check(world: World, sources: Collection[str]) -> None:
    if unknown := set(sources) - SOURCES:
        raise ValueError(f"no such source: {', '.join(sorted(unknown))}")
    if not 0 <= world.day <= FUTURE_DAYS:
        raise ValueError(f"day is 1 to {FUTURE_DAYS}, the days after the world's end")
    if world.months < 12:
        raise ValueError("a world has 12 months at least: the stories need them")
    if not 0 < world.scale <= 10_000:
        raise ValueError("scale is above 0, and 10,000 at most")


def _move_in(aside: Path, out: Path, by_file: bool) -> None:
    """Move what was written aside into place, so that a killed run leaves no half-written source.

    `_truth` replaces an older one; of a day, file by file, a file that is there already stays.
    """
    shutil.rmtree(out / "_truth", ignore_errors=True)
    for folder in sorted(aside.iterdir()):
        target = out / folder.name
        if not by_file or not target.exists():
            folder.replace(target)
            continue
        for path in sorted(folder.iterdir()):
            path.replace(target / path.name)
    shutil.rmtree(aside)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="landing folder to write into")
    parser.add_argument("--as-of", type=date.fromisoformat, help="world ends before this month")
    parser.add_argument("--months", type=int, default=36, help="of the world, 12 at least")
    parser.add_argument("--day", type=int, default=0, help="only the Nth day after the end")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is about 60,000 touchpoints")
    parser.add_argument("--sources", nargs="+", default=[], help="only these", metavar="SOURCE")
    arguments = vars(parser.parse_args())
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    progress = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True))
    try:
        with progress:
            found = write_sample(**arguments, progress=progress)
    except (OSError, ValueError) as error:
        print(f"sample: {error}", file=sys.stderr)
        return 1
    print(
        f"sample: {found['touchpoint_count']:,} touchpoints, {sum(found['rows'].values()):,} rows "
        f"in {len(found['rows'])} files before {found['known_until']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
