# Cairn. `make run` shows it, `make test` proves it; both do all the set-up they need.
PYTHON ?= python3
BIN := .venv/bin
PARALLEL := --numprocesses auto --dist loadfile
export CAIRN_VAR ?= var

.DEFAULT_GOAL := help
.PHONY: help setup extras run demo test test-engine test-postgres fix lint types arch migrations browser lock messages \
	check check-the-rest bench pictures clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Cairn needs Python 3.11 or later.")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing what requirements.lock pins (once; about a minute) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

setup: .venv/installed  ## make the environment

.venv/extras: requirements-extras.lock .venv/installed
	@echo "Installing the extras: Spark and the offline language model (once; half a gigabyte) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-extras.lock
	@touch $@

extras: .venv/extras  ## add Spark and the offline language model, for the tests that use them

run: setup  ## load the demo collective and serve it on this machine
	@CAIRN_DEMO=1 $(BIN)/cairn serve --demo

demo: setup  ## make the demo collective anew
	@CAIRN_DEMO=1 $(BIN)/cairn demo --fresh

test: setup  ## all tests that need neither PostgreSQL nor a browser
	@$(BIN)/pytest -m "not browser" $(PARALLEL)

test-engine: setup  ## the computations alone
	@$(BIN)/pytest tests/engine src/cairn/engine

fix: setup  ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: setup  ## format and lint, without changing anything
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup  ## strict types in the engine
	@$(BIN)/mypy

arch: setup  ## who may import whom
	@$(BIN)/lint-imports

migrations: setup  ## models and migrations agree
	@$(BIN)/cairn manage makemigrations --check --dry-run

test-postgres: setup  ## the same tests on PostgreSQL
	@$(BIN)/python -m tests.postgres $(BIN)/pytest -m "not browser" $(PARALLEL) tests --ignore=tests/engine

browser: setup  ## journeys in Chromium, on SQLite and on PostgreSQL
	@$(BIN)/pytest -m browser $(PARALLEL) tests/browser
	@$(BIN)/python -m tests.postgres $(BIN)/pytest -m browser $(PARALLEL) tests/browser

check-the-rest: lint types arch migrations test-postgres browser

check: test check-the-rest  ## everything CI runs

bench: setup  ## figures beside a peer's, in one run
	@$(PYTHON) -m venv .venv-bench && .venv-bench/bin/pip install --quiet --disable-pip-version-check -r benchmarks/requirements.lock -e .
	@.venv-bench/bin/python -m benchmarks

pictures: setup  ## draw the pictures of the methods pages anew
	@for script in docs/pictures/methods/*.py; do $(BIN)/python -m docs.pictures.methods.$$(basename $$script .py) || exit 1; done

clean:  ## remove the environment and the local database
	rm -rf .venv .venv-bench var build dist

lock: setup  ## pin every dependency anew
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --group test --group check --group pictures --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group test --group check --group pictures --all-extras --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --quiet --constraint requirements.lock --output-file requirements-extras.lock

messages: setup  ## collect the texts to translate, and compile the translations (needs gettext)
	@for folder in $$(find src/cairn -name locale -type d -prune); do \
	  (cd $$folder/.. && $(CURDIR)/$(BIN)/django-admin makemessages --all --no-location --no-obsolete --ignore 'data/*' --ignore 'movement/*' --ignore 'influence/*' --ignore 'learning/*' --ignore 'investment/*' && $(CURDIR)/$(BIN)/django-admin compilemessages) || exit 1; \
	done
