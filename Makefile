# Short recipes only: what they do stands in tools/ and tests/lab/.
PY := .venv/bin/python
WEAK := weak-synology-7.2 weak-qnap-5.2
# A file of tests stays with one worker; each worker starts a lab of its own
PARALLEL := -n 2 --dist loadfile

.PHONY: help demo test lint test-unit test-lab test-long conformance lab setup clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t14

setup: .venv/.ready ## the Python environment and the few Debian packages it needs

.venv/.ready: pyproject.toml tools/setup
	tools/setup
	@touch $@

demo: setup ## the whole loop on two simulated NAS: find, explain, fix, prove
	tools/demo $(WEAK)

test: lint test-unit test-lab ## everything that CI runs

lint: setup ## types, style, import contracts, the catalogue
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/nasward checks lint
	.venv/bin/nasward checks test

test-unit: setup ## without NAS hosts
	$(PY) -m pytest $(PARALLEL) -m "not lab and not long" tests

test-lab: setup ## on simulated NAS hosts
	$(PY) -m pytest $(PARALLEL) -m "lab and not long" --ignore=tests/lab/test_inside_ssh.py tests
	$(PY) -m tests.lab run $(WEAK) -- $(PY) -m pytest -m lab tests/lab/test_inside_ssh.py

test-long: setup ## what takes longer; write results down with the date
	REQUIRE_LAB=1 $(PY) -m pytest -m long tests

conformance: setup ## for developers: the recorded answers of DSM 6.2.3 through our interpreters
	$(PY) tools/conformance.py

lab: setup ## a shell among simulated NAS hosts
	$(PY) -m tests.lab shell $(WEAK)

clean: ## forget the environment; the lab's cache stays in ~/.cache/nasward-lab
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
