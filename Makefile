# Every target sets up what it needs. `make demo` is the one to begin with.
#
#   make install PYTHON=python3.13    another interpreter than python3 (3.11 to 3.14)

PYTHON ?= python3
BIN    := .venv/bin

.PHONY: demo install test pytest lint types types-js docs wheels bench clean

demo: install            ## open the showcase, or walk through it offscreen where there is no display
	@$(BIN)/python scripts/demo.py

install:                 ## make .venv: every package of the workspace, with the engines this machine can run
	@$(PYTHON) scripts/install.py

test: install lint types types-js pytest docs wheels

pytest: install          ## every test, those in real webviews included
	@$(BIN)/python -m pytest

lint: install
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/python scripts/docs_reference.py --check

types: install           ## mypy, strict; each plugin by itself, for each has a package named tests
	@$(BIN)/mypy
	@for plugin in plugins/*/pyproject.toml; do \
	  MYPYPATH=$${plugin%/*} $(BIN)/mypy --cache-dir .mypy_cache/$${plugin%/*} $${plugin%/*} || exit 1; \
	done

types-js: install        ## tsc, strict, over js-api and the plugins' modules, and their tests that need no engine
	@$(BIN)/python scripts/build_js.py --check

docs: install            ## build/docs/index.html; warnings are errors
	@$(BIN)/python scripts/docs_reference.py
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky docs build/docs

wheels: install          ## wheels/*.whl, then an app run from nothing but them
	@$(BIN)/python scripts/wheels.py

bench: install           ## beside pywebview's bridge and PyTauri; benchmarks/RESULTS.md explains the figures
	@$(BIN)/python -m benchmarks

clean:
	@rm -rf .venv .venv-bench .stamps build wheels oro_framework/js js-api/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
