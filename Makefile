# `make run` and `make test` need Python 3.11 and nothing else; they make their own environment in .venv.
PYTHON ?= python3
BIN := .venv/bin
RECORD := .venv/シナリオの記録.json

.PHONY: run test cover check gates features fuzz bench lock audit format clean

# the locked environment; `make lock` renews it after a change of pyproject.toml
.venv/ready: requirements-dev.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet uv
	.venv-lock/bin/uv pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --output-file requirements-dev.lock

# known vulnerabilities of the locked packages
audit:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet pip-audit
	.venv-audit/bin/pip-audit --requirement requirements-dev.lock --no-deps --disable-pip

# 見本の一件書類を審査する
run: .venv/ready
	$(BIN)/compliance check examples/01-適合する提案 --on 令和8年9月14日

# 試験と、法の求めるシナリオ
test: .venv/ready
	$(BIN)/pytest -n 2 tests
	$(BIN)/pytest -n 2 features --compliance-coverage $(RECORD)

# 試験が通る分岐（全体の95％以上、審査・期間・手数料・書類の読取りは全部）。試験の倍ほどかかる
COVERED := compliance/engine/*,compliance/kinds/*,compliance/documents/*,compliance/plan/code/fees.py

cover: .venv/ready
	rm -rf .venv/coverage
	mkdir -p .venv/coverage
	$(BIN)/coverage run -m pytest -n 2 tests features
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/coverage report --include '$(COVERED)' --fail-under 100

# すべての確かめ
check: gates test features

gates: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/compliance lint
	$(BIN)/compliance fmt --check

# 条文網羅表と条件の網羅（記録は test が書く）
features: .venv/ready
	$(BIN)/compliance coverage --scenarios $(RECORD) --conditions $(RECORD) --baseline features/網羅.yaml --output .venv/網羅.txt

# 壊そうとする短い試み（長いものは python -m fuzz --help）
fuzz: .venv/ready
	$(BIN)/python -m fuzz --ci

# 速さを、他の道具と並べて測る
bench:
	$(PYTHON) -m venv benchmarks/.venv
	benchmarks/.venv/bin/pip install --quiet --editable . --requirement benchmarks/requirements.txt
	benchmarks/.venv/bin/python -m benchmarks

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/compliance fmt

clean:
	rm -rf .venv .venv-lock .venv-audit build dist
