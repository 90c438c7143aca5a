# Everything a person or a machine needs: `make run` to use it, `make test` to trust it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: run test lint types suite packs demos bench recordings pictures snapshots clean

run: $(READY)
	@$(BIN)/tutor $(ARGS)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "tutor needs Python 3.11 or newer: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

test: lint types packs suite

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

suite: $(READY)
	$(BIN)/pytest

packs: $(READY)
	$(BIN)/tutor pack check content

demos: $(READY)
	$(BIN)/python -m tutor.lab.survey $(ARGS)

bench: $(READY)
	$(BIN)/python -m tests.bench

recordings: $(READY)
	$(BIN)/python -m tutor.lab.recordings

pictures: $(READY)
	$(BIN)/python -m tests.pictures

snapshots: $(READY)
	$(BIN)/pytest tests/ui --snapshot-update

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
