# `make run` and `make test` need Python 3.11 and nothing else; they make their own environment in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check format fuzz bench clean

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# 見本の一件書類を審査する
run: .venv/ready
	$(BIN)/compliance check examples/01-適合する提案 --on 令和8年9月2日

test: .venv/ready
	$(BIN)/pytest

check: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/compliance lint
	$(BIN)/compliance fmt --check
	$(BIN)/pytest

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/compliance fmt

clean:
	rm -rf .venv build dist
