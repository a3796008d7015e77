"""One parse of the project for many warehouses: dbt needs 20 s for it, and 5 with a saved one.

dbt takes a saved parse only if it was made with the same connection and variables, which it tells
by their hashes. Here the file of the warehouse, `as_of_date` and `known_at` are all that differ;
no name or config of a node depends on them. Were a hash wrong, dbt would parse anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from pprint import pformat

import msgpack
import yaml
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.contracts.files import FileHash
from dbt.version import __version__
from jinja2 import Template


def copy_parse(
    saved: Path, copy: Path, profiles: Path, environment: Mapping[str, str], variables: Mapping
) -> None:
    """Copy a partial_parse.msgpack for dbt runs with these environment and `--vars`."""
    text = Template(profiles.read_text()).render(env_var=environment.get)
    output = yaml.safe_load(text)["nps_warehouse"]["outputs"]["duckdb"]
    connection = {key: output[key] for key in output if key not in ("type", "threads")}
    info = sorted(DuckDBCredentials.from_dict(connection).connection_info())
    parse = msgpack.unpackb(saved.read_bytes(), strict_map_key=False)
    parse["state_check"] |= {
        "profile_hash": FileHash.from_contents(pformat(info)).to_dict(),
        "vars_hash": FileHash.from_contents(
            "\0".join([pformat(dict(variables)), "", "", __version__])
        ).to_dict(),
    }
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(msgpack.packb(parse))
