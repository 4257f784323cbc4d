# Zhunsheng 准绳: `make` builds everything, `make test` tests everything, `make help` lists the rest.
PYTHON ?= python3
SEED ?= 1000
OTHER ?= python3.13
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
ZHUNSHENG := $(BIN)/zhunsheng
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint requirements.lock

.PHONY: all check site word pdf data schema serve test lint golden bench bench-province fuzz kills axe sbom audit reproduce desk-bench desk-kills clean help
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

axe: $(VENV)/.tested ## hold one page of every kind against every rule of accessibility at every width, in every colour and in print
	$(BIN)/python -m pytest tests/site/test_accessibility.py --thorough

bench: $(VENV)/.tested ## measure everything beside plain tools, write benchmarks/results.json and docs/speed.md; sizes by BENCH=
	$(BIN)/python -m benchmarks.report $(BENCH)

bench-province: $(VENV)/.tested ## measure 4 000 standards of 100 clauses and 20 000 cases, about half an hour; write benchmarks/province.json and docs/speed.md
	$(BIN)/python -m benchmarks.province $(BENCH)
	$(BIN)/python -m benchmarks.report --page

fuzz: $(VENV)/.tested ## spoil inputs and workspaces at random, from SEED on: make fuzz SEED=1000
	$(BIN)/python -m tests.fuzzing --inputs 20000 --seed $(SEED)
	ZHUNSHENG_FUZZ=$(SEED):500 $(BIN)/python -m pytest -n 2 tests/test_fuzz.py

kills: $(VENV)/.tested ## kill commands at 200 moments, fill the disk at 200, and lead caches astray in 200 ways, from SEED on
	$(BIN)/python -m tests.fuzzing.kills --times 200 --full 200 --seed $(SEED)
	$(BIN)/python -m tests.fuzzing.caches --rounds 200 --seed $(SEED)

$(VENV)/.released: $(VENV)/.installed
	$(PIP) '.[release]'
	$(PIP) --editable .
	@touch $@

sbom: $(VENV)/.released ## write dist/zhunsheng.cdx.json: what an installation consists of (CycloneDX)
	rm -rf $(VENV)/plain
	mkdir -p dist
	$(PYTHON) -m venv --without-pip $(VENV)/plain
	$(BIN)/python -m pip --disable-pip-version-check --python $(VENV)/plain install --quiet --constraint requirements.lock '.[editor,desk,cluster]'
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --output-file dist/zhunsheng.cdx.json $(VENV)/plain

audit: $(VENV)/.released ## hold the lock against the published vulnerabilities (asks the network)
	$(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip

reproduce: $(VENV)/.installed ## build with this Python and with another, and compare every byte: make reproduce OTHER=python3.13
	$(OTHER) -m venv $(VENV)/other
	$(VENV)/other/bin/python -m pip --disable-pip-version-check install --quiet --constraint requirements.lock --editable .
	$(ZHUNSHENG) build --quiet --no-cache --out build/this
	$(VENV)/other/bin/zhunsheng build --quiet --no-cache --jobs 2 --out build/other
	diff --recursive build/this build/other && echo "Both Pythons built the same bytes."

desk-bench: $(VENV)/.tested ## measure the web desk with 50 users at once, and kill it in the middle of saves
	$(BIN)/python -m benchmarks.desk

KILLS ?= 20
desk-kills: $(VENV)/.tested ## kill the web desk KILLS times in the middle of saves and look for every acknowledged one (make desk-kills KILLS=50)
	$(BIN)/python -m benchmarks.desk --only kills --kills $(KILLS)

clean: ## remove outputs and caches, keep the environment
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## print the targets
	@grep -hE '^[a-z -]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 22
