# Needs Python 3.11 or later and nothing else; whatever it installs goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: decks test audit bench clean
.DEFAULT_GOAL := decks

decks: $(VENV)/installed
	$(BIN)/mlanki build raw/ -o build/

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# The workflows of this repository, the one that `mlanki init` writes, and whatever is installed for users; asks PyPI.
audit: $(VENV)/installed-audit
	$(BIN)/zizmor --offline --persona=pedantic .github/ mlanki/starter/release.yml
	$(BIN)/pip-audit --local --skip-editable

# Sizes are occurrences of questions; 1000000 takes hours.
SIZES := 1000 10000 100000
bench: $(VENV)/installed-bench
	$(BIN)/python benchmarks/speed/run.py $(SIZES)

clean:
	rm -rf $(VENV) build/*

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mlanki needs Python 3.11 or later: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

$(VENV)/installed-audit: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[audit]'
	touch $@

$(VENV)/installed-bench: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	touch $@
