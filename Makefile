# A shorthand for run.py, which does the work and needs no make.
PYTHON ?= python3.11

.PHONY: help demo test check lint lock help-pages bench

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 19

demo: ## set up .venv and read the bundled reports into runs/demo
	$(PYTHON) run.py demo

test: ## set up .venv, run every check and every test, as CI does
	$(PYTHON) run.py test

check: test ## the same as make test

lint: ## ruff, mypy --strict and the layers, without the tests
	$(PYTHON) run.py check

lock: ## pin the packages of pyproject.toml anew (needs uv)
	$(PYTHON) run.py lock

help-pages: ## write docs/help.md and the start page of the help anew
	.venv/bin/python docs/write_help.py

bench: ## reports a second by rules, and the start of the command
	.venv/bin/python benchmarks/rules.py
	.venv/bin/python benchmarks/start.py
