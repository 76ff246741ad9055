# The front door. `make help` lists what is behind it. Needs Python 3.11 or newer, pip and make; nothing else by hand.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"
PYTEST := $(PY) -m pytest --durations=15 --durations-min=0.5 -ra

# Commands, servers and the reader of files are processes of their own, which import what this one has compiled.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help lock run test quick check lint types pins suite coverage strangers browser shots spark bench docs sbom audit docker clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.runtime ## start the app (PORT=8501); CSM_WORKSPACE=my.duckdb keeps the data in that file
	$(PY) -m streamlit run asgi.py --server.port=$(PORT)

# The browser is fetched while pip works (if it can't be had, the target `browser` says so), and types are checked
# while tests run: each by itself leaves a processor idle for most of a minute.
test: ## lint, types and every test but `spark`; sets itself up, and is what CI runs
	@sh tools/chromium.sh >/dev/null 2>&1 & $(MAKE) --no-print-directory $(VENV)/.dev && wait
	@$(MAKE) --no-print-directory lint pins
	@$(MAKE) --no-print-directory types & checking=$$!; $(MAKE) --no-print-directory suite && wait $$checking
	@$(MAKE) --no-print-directory browser

quick: lint ## lint and the tests of what was changed since BASE (HEAD), in about two minutes
	$(PY) tools/quick.py $(BASE)

check: lint types pins ## lint and types alone

pins: $(VENV)/.dev
	$(PY) -m pip --disable-pip-version-check check
	@$(PY) -c 'import pandas, sys; sys.exit(None if pandas.__version__.startswith("3.") else "pandas is not 3.x: " + pandas.__version__)'

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/.dev
	$(PY) -m mypy

suite: $(VENV)/.dev
	$(PYTEST) --numprocesses=2 --dist=worksteal --ignore=tests/browser --ignore=tests/conformance tests

# Tracing every line makes the suite half as slow again, so it has a door of its own.
coverage: $(VENV)/.dev ## lines and branches of csm_core that the core's own tests reach
	$(PYTEST) --numprocesses=2 --dist=worksteal --cov --cov-report=term tests/csm_core tests/golden tests/contract

strangers: $(VENV)/.dev ## every generated stranger's file: how many are understood, asked about, and wrong (none may be)
	$(PY) -m tests.soundness.strangers --wrong

# After the rest: a crowded machine would be measured, not the app.
browser: $(VENV)/.dev
	sh tools/chromium.sh
	$(PYTEST) --numprocesses=2 --maxschedchunk=1 tests/browser

shots: $(VENV)/.dev ## take the README's pictures anew, from the demo in a browser
	sh tools/chromium.sh
	$(PY) -m tools.shots

# A cluster of six processes: beside the rest of the suite it would wait for a processor, and so would the rest.
spark: $(VENV)/.dev ## facts on a Spark cluster that is started for it, against those in DuckDB
	sh tools/spark.sh $(VENV)/spark
	$(PYTEST) tests/conformance

bench: $(VENV)/.dev ## measure: each speed goal as a ratio against its rivals in one run
	$(PY) -m bench

docs: $(VENV)/.runtime ## write docs/glossary.md and docs/scoped-inputs.md anew, and the table of docs/intervals.md
	$(PY) -m csm_core.glossary docs
	$(PY) -m tests.csm_core.stats.coverage

lock: $(VENV)/.dev ## write the pins of every package, direct and indirect, anew
	$(LOCK) -o requirements.txt
	$(LOCK) --extra auth -o requirements-auth.txt
	$(LOCK) --extra spark -o requirements-spark.txt
	$(LOCK) --group dev --extra spark -o requirements-dev.txt

# Their tools stay out of the environment: they bring more packages than the app has, and nothing here imports them.
sbom: $(VENV)/.dev ## write sbom.json: what the image is made of, from its lock, as CycloneDX
	$(VENV)/bin/uvx --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements-auth.txt --pyproject pyproject.toml \
		--of JSON -o sbom.json

audit: $(VENV)/.dev ## whether anything that the lock names is known to be weak; asks PyPI
	$(VENV)/bin/uvx pip-audit@2.10.1 --strict --require-hashes --disable-pip -r requirements-auth.txt

docker: ## build the image (see Dockerfile for how to host it)
	docker build -t csm-notebook .

clean: ## remove the environment and all caches; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The locks name all that is needed. Each stamp is younger than the lock it was installed from: nothing is installed twice.
$(VENV)/.runtime: requirements.txt | $(PY)
	$(PIP) install --no-deps -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(PY)
	$(PIP) install --no-deps -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

$(PY):
	sh tools/environment.sh "$(PYTHON)" $(VENV)
