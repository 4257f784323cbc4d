# Zhunsheng 准绳: `make` builds everything, `make test` tests everything, `make help` lists the rest.
PYTHON ?= python3
SEED ?= 1000
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
ZHUNSHENG := $(BIN)/zhunsheng
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint requirements.lock

.PHONY: all check site word pdf data schema serve test lint golden bench fuzz clean help
.DEFAULT_GOAL := all

all: $(VENV)/.installed schema ## check and build everything: site, Word drafts, data
	$(ZHUNSHENG) build

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml requirements.lock
	$(PIP) --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(PIP) --editable '.[test]'
	@touch $@

check: $(VENV)/.installed ## validate and lint every standard and case
	$(ZHUNSHENG) check

site word pdf data: $(VENV)/.installed ## build one kind of output (pdf needs LibreOffice)
	$(ZHUNSHENG) build $@

schema: $(VENV)/.installed ## write the JSON Schemas for editors to build/schema
	@$(ZHUNSHENG) schema > $(VENV)/.schema-written

serve: $(VENV)/.installed ## build, serve on this machine, rebuild on change
	$(ZHUNSHENG) serve

test: $(VENV)/.tested ## lint, type checks and all tests
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.tested ## style and strict types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

golden: $(VENV)/.tested ## write the expected outputs of tests/specimens anew; look at the difference before you commit it
	$(BIN)/python -m pytest -n 2 tests/test_specimens.py --golden

bench: $(VENV)/.tested ## measure the speed of a check at several sizes against a bare YAML parser
	$(BIN)/python -m benchmarks.check

fuzz: $(VENV)/.tested ## spoil workspaces at random, 500 from SEED on: make fuzz SEED=1000
	ZHUNSHENG_FUZZ=$(SEED):500 $(BIN)/python -m pytest -n 2 tests/test_fuzz.py

clean: ## remove outputs and caches, keep the environment
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## print the targets
	@grep -hE '^[a-z ]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 22
