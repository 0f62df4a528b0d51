# `make demo` and `make test` are all that a fresh clone needs; `make help` lists the rest.

VENV ?= .venv
RESULTS ?= results/demo
BENCH ?= results/bench
PAIRS ?= 20
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-from-lock
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test app check format lock bench install clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(STAMP)  ## compare open with private complaint replies, and write a report
	$(BIN)/trm compare open-replies private-replies --pairs $(PAIRS) --out $(RESULTS) --overwrite
	$(BIN)/trm report $(RESULTS)

test: $(STAMP)  ## run all tests, in parallel and in random order
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

app: $(STAMP)  ## serve the page on this machine and print its address
	$(BIN)/trm app

check: $(STAMP)  ## lint, formatting and strict types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)  ## put the code into the house's format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(STAMP)  ## measure speed, print the tables and what holds of what is asked (some 20 minutes)
	$(BIN)/python -m benchmarks --out $(BENCH)

install: $(STAMP)  ## make the virtual environment only

# Hashes are checked and nothing is built from source, so that only files which were tested get in. The
# build backend comes from the lock too: hence no build isolation for the project itself.
$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found as python3 or python3.1x (set PYTHON=/path/to/python)." >&2; exit 2; }
	@"$(BIN)/python" -m pip --version >/dev/null 2>&1 || { echo "Making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv --clear "$(VENV)"; }
	@echo "Installing the locked packages into $(VENV) (the first time some 400 MB and a few minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# A requirements file, not a uv.lock: it carries hashes but no address of a package index.
lock:  ## resolve the newest allowed packages into requirements.lock (needs uv)
	@uv=$$(command -v "$(BIN)/uv" || command -v uv) || { echo "make lock needs uv: install it with 'pip install uv'." >&2; exit 2; }; \
	"$$uv" --no-config pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --all-extras \
		--no-build --generate-hashes --custom-compile-command "make lock" --output-file requirements.lock
	@! grep -n '://' requirements.lock

clean:  ## remove caches, builds and the demo's results (not the virtual environment)
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis $(RESULTS)
	find sim tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
