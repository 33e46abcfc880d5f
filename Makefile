# The whole interface for those who run or change Twofront. `make help` lists it.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock clean dev browser lint tests quick-tests

BIN := .venv/bin
CODE := src tests benchmarks tools
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 15

setup: ## install the command at .venv/bin/twofront
	@PYTHON="$(PYTHON)" sh tools/setup.sh requirements.txt

demo: setup ## run the flagship scenario; ARGS="--draws 512" for options
	@$(BIN)/twofront run scenarios/two-front --resume $(ARGS)

test: lint tests ## everything that must pass before a change goes in

check: lint quick-tests ## the quick part of `make test`, without slow and browser tests

bench: dev ## list the benchmarks; NAME=... runs one, ARGS="..." goes to it
	@$(BIN)/python -m benchmarks $(NAME) $(ARGS)

lock: dev ## pin dependencies after a change in pyproject.toml; UPGRADE=1 renews all
	@$(LOCK) --group build --output-file requirements.txt
	@$(LOCK) --group build --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt

clean: ## remove .venv and caches; runs/ stays
	@rm -rf .venv .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

dev:
	@PYTHON="$(PYTHON)" sh tools/setup.sh requirements.txt requirements-dev.txt

browser:
	@sh tools/browser.sh

lint: dev
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

tests: dev browser
	@$(BIN)/pytest -n auto $(ARGS)

quick-tests: dev
	@$(BIN)/pytest -n 2 -m "not slow and not browser" $(ARGS)
