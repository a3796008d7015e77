"""Rules that every node of the project keeps, read off dbt's manifest."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

FLOORS = ["staging", "intermediate", "marts"]
MART_AREAS = {
    "core",
    "nps",
    "loyalty",
    "closed_loop",
    "social",
    "support",
    "quality",
    "restricted",
}
TYPES = {"string", "bigint", "integer", "double", "boolean", "date", "timestamp"}
# `judged` is of staging models: one current row for each key.
UNIQUE_TESTS = {"unique", "unique_combination", "judged"}
# Unions, whose rows are counted by the models that read them.
WITHOUT_KEY = {
    "int_answer_options_unioned",
    "int_nps_answers_by_segment",
    "int_records_judged",
    "int_survey_answers_unioned",
    "int_survey_invitations_unioned",
    "int_touchpoints_unioned",
}


@pytest.fixture(scope="module")
def manifest(parsed: Path) -> dict[str, Any]:
    """The manifest of a parse in which any deprecation is an error."""
    return json.loads(parsed.with_name("manifest.json").read_text())


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict]:
    """Models by name."""
    nodes = manifest["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}


def _floor(node: dict) -> str:
    return Path(node["original_file_path"]).parts[1]


def _tests(manifest: dict[str, Any], node: dict) -> list[dict]:
    """Generic tests attached to a node."""
    children = manifest["child_map"][node["unique_id"]]
    tests = (manifest["nodes"][child] for child in children if child.startswith("test."))
    return [test for test in tests if test.get("attached_node") == node["unique_id"]]


def test_names_tell_the_floor(models: dict[str, dict]) -> None:
    """Staging by source, intermediate by participle, marts by business area."""
    for name, node in models.items():
        path = Path(node["original_file_path"])
        assert path.stem == name
        if _floor(node) == "staging":
            assert re.fullmatch(rf"(stg|base)_{path.parts[2]}__[a-z_]+", name), path
        elif _floor(node) == "intermediate":
            assert re.fullmatch(r"int_[a-z_]+", name), path
        else:
            assert path.parts[2] in MART_AREAS, path
            assert node["schema"] == path.parts[2], path
            if path.parts[2] == "core":
                assert re.match(r"(dim|fct)_|customer_identities$", name), path


def test_every_model_is_documented_beside_it_and_begins_with_its_grain(
    models: dict[str, dict],
) -> None:
    """One .yml beside each .sql, whose description begins "One row per"."""
    for name, node in models.items():
        yml = ROOT / Path(node["original_file_path"]).with_suffix(".yml")
        assert yml.exists(), yml
        assert node["description"].startswith("One row per "), name


def test_data_flows_down_only(manifest: dict[str, Any], models: dict[str, dict]) -> None:
    """source() in staging alone; no floor reads a higher one; marts never read staging rows."""
    # The loader's own log is told apart from what was loaded: quality marts may read it.
    log = {"stg_landing__loads", "stg_landing__rejects"}
    by_id = {node["unique_id"]: node for node in models.values()}
    for name, node in models.items():
        for parent in node["depends_on"]["nodes"]:
            if parent.startswith("source."):
                assert _floor(node) == "staging", f"{name} reads {parent}"
            elif parent in by_id:
                above = FLOORS.index(_floor(by_id[parent])) - FLOORS.index(_floor(node))
                assert above <= 0, f"{name} reads {parent} on a higher floor"
                if _floor(node) == "marts" and by_id[parent]["name"] not in log:
                    assert above >= -1, f"{name} reads {parent} in staging"
                if _floor(node) == "staging":
                    assert above == 0, f"{name} reads {parent}"


def test_every_model_has_a_tested_key(manifest: dict[str, Any], models: dict[str, dict]) -> None:
    """Unique and not null, by tests."""
    without = {
        name
        for name, node in models.items()
        if not any(test["test_metadata"]["name"] in UNIQUE_TESTS for test in _tests(manifest, node))
    }
    assert without == WITHOUT_KEY


def test_marts_are_contracted_column_by_column(models: dict[str, dict]) -> None:
    """Contract enforced, every column typed portably and described."""
    for name, node in models.items():
        if _floor(node) != "marts":
            continue
        assert node["config"]["contract"]["enforced"], name
        for column in node["columns"].values():
            assert column["data_type"] in TYPES, f"{name}.{column['name']}"
            assert column["description"], f"{name}.{column['name']}"


def test_columns_of_the_same_name_are_described_once(models: dict[str, dict]) -> None:
    """The same words in two marts come from one doc block, so they never drift apart."""
    described = Counter()
    for node in models.values():
        if _floor(node) == "marts":
            text = (ROOT / Path(node["original_file_path"]).with_suffix(".yml")).read_text()
            described.update(
                line.strip()
                for line in text.splitlines()
                if line.strip().startswith("description: ") and "doc(" not in line
            )
    repeated = {line for line, count in described.items() if count > 2 and len(line) > 60}
    assert not repeated


def test_every_mart_has_an_identity_test(manifest: dict[str, Any], models: dict[str, dict]) -> None:
    """Facts relate to their dimensions; NPS marts add up; reconciliation reconciles."""
    for name, node in models.items():
        kinds = {test["test_metadata"]["name"] for test in _tests(manifest, node)}
        if name.startswith("fct_"):
            assert "relationships" in kinds, name
        if node["schema"] == "nps":
            assert "is_true" in kinds, name


def test_every_test_is_an_error(manifest: dict[str, Any]) -> None:
    """A warning nobody acts on is deleted."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            assert node["config"]["severity"].lower() == "error", node["name"]


def test_every_staging_model_is_reconciled(models: dict[str, dict]) -> None:
    """A staging model that is not reconciled could lose rows unseen.

    Base models only rename and cast: the staging model that judges their rows is reconciled.
    """
    staging = {
        node["unique_id"]
        for name, node in models.items()
        if _floor(node) == "staging" and not name.startswith(("stg_landing__", "base_"))
    }
    reconciled = set(models["int_records_judged"]["depends_on"]["nodes"])
    assert staging == reconciled


def test_models_write_portable_sql(models: dict[str, dict]) -> None:
    """Of what STYLE.md rules out, the words that lint does not know."""
    forbidden = re.compile(
        r"\bqualify\b|::|\busing\s*\(|\bcurrent_date\b|\bnow\(\)|\bconcat\(|\border by\b(?=[^()]*$)"
        r"|\bselect distinct\b|\bilike\b|\bexclude\b|\bas text\b",
        re.IGNORECASE,
    )
    for name, node in models.items():
        code = re.sub(r"\{#.*?#\}|--[^\n]*", "", node["raw_code"], flags=re.DOTALL)
        found = forbidden.search(code)
        assert not found, f"{name}: {found and found[0]}"


def test_models_are_short(models: dict[str, dict]) -> None:
    """Over about a hundred lines of acts, the act that changes grain is a model of its own."""
    for name, node in models.items():
        assert len(node["raw_code"].splitlines()) <= 190, name


def test_lines_are_short() -> None:
    """At most 88 characters, so that two files stand side by side on a screen."""
    long = [
        f"{path.relative_to(ROOT)}: {line}"
        for folder in ("models", "tests", "analyses")
        for path in sorted((ROOT / folder).rglob("*.sql"))
        for line in re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL).splitlines()
        if len(line) > 88
    ]
    assert not long


def test_folders_are_those_of_the_design() -> None:
    """No other top-level names but those a repository cannot do without."""
    listed = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".venv")
        and path.name
        not in {
            ".git",
            "landing",
            "warehouse",
            "target",
            "logs",
            "reports",
            ".pytest_cache",
            ".ruff_cache",
            "__pycache__",
        }
    }
    allowed = {
        "models",
        "seeds",
        "macros",
        "tests",
        "analyses",
        "scripts",
        "dbt_project.yml",
        "profiles.yml",
        "Makefile",
        "pyproject.toml",
        "requirements.lock",
        "requirements-spark.lock",
        ".sqlfluff",
        ".dbtignore",
        ".sqlfluffignore",
        ".gitignore",
        ".user.yml",
        ".ci",
        "README.md",
        "CONTRIBUTING.md",
        "LICENSE",
    }
    assert listed <= allowed
