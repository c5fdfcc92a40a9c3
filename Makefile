# Everything is set up from a fresh clone by the target that needs it; a second run starts at once.

PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
CORE   := .venv/.installed-core
DEV    := .venv/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo test lint types floors debian bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(CORE) ## check the embedded model and write a report to runs/demo (no key, no GPU)
	$(BIN)/commonground check --out runs/demo

test: $(DEV) debian lint types floors ## all that CI runs: format, lint, types, floors, tests
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto

lint: $(DEV) ## format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV) ## type check
	$(BIN)/mypy

floors: $(DEV) ## check the import contracts
	$(BIN)/lint-imports

bench: $(CORE) ## run every benchmark
	@set -e; for script in benchmarks/*.py; do [ -e "$$script" ] || continue; echo "$$script"; $(BIN)/python "$$script"; done

clean: ## remove caches and build products (keeps .venv and runs)
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Tests that need a browser, a voice or PostgreSQL skip with their reason where there is none; in CI (CI=true) a skip is a failure.
debian:
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v espeak-ng >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing chromium, chromium-driver, espeak-ng and postgresql"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium chromium-driver espeak-ng postgresql >/dev/null; } \
		|| echo "they could not be installed: tests that need them skip"; \
	else echo "no chromium, espeak-ng or postgresql: tests that need them skip"; fi

$(BIN)/python:
	$(PYTHON) -m venv .venv

# One stamp per set of packages, renewed when pyproject.toml changes. The development set holds the core one.
$(CORE): pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $(CORE) $@
