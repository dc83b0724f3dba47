# Every command first makes the environment (.ci/setup), which takes no time once it is there.

FILE ?=
RECORDS ?= 100000
COMPARE ?=
KEY ?=
FOLDER ?=
KILLS ?= 1000
FLIPS ?= 500
IMPORTS ?= 10000
SEED ?= 1
ONLY ?=
UPGRADE ?=

bin := .venv/bin
pytest := $(bin)/python -m pytest -q -n auto

export HYPOTHESIS_STORAGE_DIRECTORY := build/cache/hypothesis
lint check test bench torture shots: export QT_QPA_PLATFORM := offscreen

.DEFAULT_GOAL := help
.PHONY: help setup run lint check test bench torture shots lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s  %s\n", $$1, $$2 }' Makefile

setup: ## make .venv and install what the system lacks
	@bash .ci/setup

run: setup ## open the sample, or FILE=path/to/catalogue.defcat
	@$(bin)/python main.py $(if $(FILE),"$(FILE)",--sample)

lint: setup ## style, types and import rules
	@$(bin)/ruff check
	@$(bin)/ruff format --check
	@$(bin)/mypy
	@$(bin)/lint-imports --no-logo --cache-dir build/cache/imports

check: lint ## lint and the tests of the core: the fast part of `make test`
	@$(pytest) -x tests/core

test: lint ## lint and all tests, without a screen
	@$(pytest)

bench: setup ## measure against the budgets; RECORDS=1000000 COMPARE=100000 KEY=1 FOLDER=/dev/shm
	@$(bin)/python -m tests.benchmarks --records $(RECORDS) $(if $(KEY),--key) \
		$(if $(COMPARE),--compare $(COMPARE)) $(if $(FOLDER),--folder "$(FOLDER)")

torture: setup ## kill it, fill its disk, damage its files; ONLY=kills KILLS=1000 FLIPS=500 IMPORTS=10000
	@$(bin)/python -m tests.torture --kills $(KILLS) --flips $(FLIPS) \
		--imports $(IMPORTS) --seed $(SEED) $(if $(ONLY),--only $(ONLY))

shots: setup ## draw every page and dialog into build/shots
	@$(bin)/python -m tests.shots --out build/shots

lock: setup ## write requirements.lock from requirements.in; UPGRADE=1 for the newest releases
	@$(bin)/uv pip compile --quiet --no-config $(if $(UPGRADE),--upgrade) \
		--universal --python-version 3.11 --only-binary :all: --emit-build-options \
		--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements.lock requirements.in

clean: ## remove what the other commands made, .venv too
	@rm -rf .venv build
	@find . -name __pycache__ -prune -exec rm -rf {} +
