# What a person, a scheduler and CI run. Each target sets itself up: Python, make and git suffice.

PYTHON ?= python3
PYTEST = -m pytest --durations 10

.DEFAULT_GOAL := help
.PHONY: help build test test-spark lint soak lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

build: .venv/.installed  ## load landing/ (or LANDING=folder), build, check, publish; ARGS="--help" lists options
	@.venv/bin/python scripts/build.py $(if $(LANDING),--landing "$(LANDING)") $(ARGS)

test: lint  ## everything but Spark: lint, a full build, tests of scripts and project
	.venv/bin/python $(PYTEST) -n 2 --no-loadscope-reorder -m "not spark and not soak"

test-spark: .venv-spark/.installed  ## the same marts on Spark as on DuckDB; needs Java 17
	.venv-spark/bin/python $(PYTEST) -m spark

lint: .venv/.installed  ## ruff, sqlfluff, and a parse without deprecation warnings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/sqlfluff lint --disable-progress-bar $(wildcard models tests analyses)
	.venv/bin/dbt --quiet --warn-error-options '{"error": ["Deprecations"]}' parse \
		--no-partial-parse --target-path target/lint

soak: .venv/.installed  ## repeat the faults many times: kills, full disks, rival builds
	.venv/bin/python $(PYTEST) -n 2 -m soak

lock:  ## compile the locks again from pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
		--generate-hashes --no-header -o requirements.lock
	uv pip compile pyproject.toml --extra test --extra spark --universal --python-version 3.11 \
		--generate-hashes --no-header -c requirements.lock -o requirements-spark.lock

clean:  ## remove what a build made, but not landing/ and the published file
	rm -rf target logs reports warehouse/warehouse.duckdb* warehouse/.tmp .venv .venv-spark

.venv/.installed: requirements.lock
.venv-spark/.installed: requirements-spark.lock
# pyspark comes as source: it is built by the lock's setuptools, not by the newest there is.
.venv-spark/.installed: FIRST = setuptools pyspark

# The locks are whole, so pip need not resolve anything.
INSTALL = -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
.venv/.installed .venv-spark/.installed:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo \
		"Python 3.11 to 3.13 is needed. Name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; \
		exit 1; }
	$(PYTHON) -m venv $(@D)
	@for package in $(FIRST); do \
		awk "/^[^ ]/ {found = /^$$package==/} found" $< \
		| $(@D)/bin/python $(INSTALL) --no-build-isolation -r /dev/stdin || exit 1; \
	done
	$(@D)/bin/python $(INSTALL) -r $<
	@touch $@
