.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help setup demo demo-full run test check fix words bench pictures lock clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## install what VirtualCrowd needs, into this folder
	@scripts/setup

demo: ## try it: web, worker and a stand-in of Zoom, with an example event
	@scripts/setup
	@DEMO=1 exec $(MANAGE) up

demo-full: ## the same with Zoom connected, imported and embedded
	@scripts/setup
	@DEMO=1 exec $(MANAGE) up --full

run: ## run web and worker for real, with the settings in .env
	@scripts/setup
	@exec $(MANAGE) up

test: ## install what tests need and run all of them
	@scripts/setup --dev
	@scripts/test

check: ## lint, types, layers, migrations, settings
	@scripts/setup --dev
	@scripts/check

fix: ## mend what a tool can mend
	@scripts/setup --dev
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@git ls-files '*.html' | xargs $(BIN)/djade --target-version 6.0 || true

words: ## bring the catalogues of translations up to date with the code
	@scripts/setup --dev
	@scripts/words update

bench: ## measure the hot paths beside what is to beat
	@scripts/setup --dev
	@$(BIN)/python bench/join.py
	@$(BIN)/python bench/lobby.py

pictures: ## take the pictures of the organiser's guide anew
	@scripts/setup --dev
	@GUIDE_PICTURES=1 $(BIN)/pytest -q tests/browser/test_journey.py

lock: ## pin requirements/*.in anew, with hashes
	@scripts/setup --dev
	@scripts/lock

clean: ## remove everything that was installed or made here
	rm -rf .venv node_modules var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
