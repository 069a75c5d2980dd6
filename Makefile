# Nhắc Việc. `make help` lists what can be made.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
LOCK_OPTIONS := -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
export PYTHONDONTWRITEBYTECODE ?= 1

.DEFAULT_GOAL := help
.PHONY: help run test check format lock bench messages pictures clean browser

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/run.stamp: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

run: $(VENV)/run.stamp ## start the whole service with sample data and the sandbox (PORT=8080)
	@exec $(BIN)/nhacviec demo --port $(PORT)

browser:
	@sh tests/browser/ensure_browser.sh

test: $(VENV)/dev.stamp browser ## build everything the tests need and run all tests
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: $(VENV)/dev.stamp ## format, lint, types, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/dev.stamp ## format and mend what can be mended
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .

bench: $(VENV)/run.stamp ## measure planning, delivery and listening against the bare limit
	$(BIN)/nhacviec bench plan --n 1000000
	$(BIN)/nhacviec bench deliver --n 10000
	$(BIN)/nhacviec bench webhook --n 20000
	$(BIN)/nhacviec bench webhook --rate 300 --seconds 30

pictures: $(VENV)/dev.stamp browser ## photograph every text on a small phone (OUT=folder outside the repository)
	@$(BIN)/python -m tests.browser.picture_texts "$(or $(OUT),$(error name a folder: make pictures OUT=/tmp/pictures))"

messages: $(VENV)/dev.stamp ## gather the texts into the gettext catalogues
	$(BIN)/python -m messages_vi.extract

lock: ## renew the two lock files (names and hashes only)
	$(PYTHON) -m venv .lock-venv && .lock-venv/bin/pip install -q uv
	.lock-venv/bin/uv pip compile --upgrade $(LOCK_OPTIONS) --group dev pyproject.toml build.in -o requirements-dev.lock
	.lock-venv/bin/uv pip compile --upgrade $(LOCK_OPTIONS) -c requirements-dev.lock pyproject.toml build.in -o requirements.lock
	rm -rf .lock-venv

clean: ## remove what was built
	rm -rf $(VENV) .lock-venv var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
