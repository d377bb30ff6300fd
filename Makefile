# Every target sets up what it needs. `make demo` is the one to begin with.
#
#   make install PYTHON=python3.13    another interpreter than python3 (3.11 to 3.14)

PYTHON ?= python3
BIN    := .venv/bin
SECONDS := 600
WINDOWS := 64x20
EXAMPLES := 500

.PHONY: demo install peers test checked-wheels reference html quick pytest test-wayland test-web-libraries test-on fuzz lint types types-js docs gallery wheels llama-wheel release bench soak proofs audit clean

demo: install            ## open the showcase, or walk through it offscreen where there is no display
	@$(BIN)/python scripts/demo.py

install:                 ## make .venv: every package of the workspace, with the engines this machine can run
	@$(PYTHON) scripts/install.py

peers: install           ## what only tests need: Chromium, curl, what compiles for minutes
	@$(PYTHON) scripts/install.py --tests

test: peers lint reference
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target html checked-wheels
	@$(MAKE) --no-print-directory pytest

checked-wheels:          # one after another, for types of JavaScript are written by two of them
	@$(MAKE) --no-print-directory --jobs 1 types types-js wheels

quick: install           ## in a minute: style, and the tests that start no engine, no host and no program
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/python scripts/changelog.py
	@$(BIN)/python scripts/run_tests.py --quick --quiet

pytest: peers            ## every test, those in real webviews included, several at once; ORO_TEST_JOBS says how many
	@$(BIN)/python scripts/run_tests.py

test-wayland: TESTS := tests/host/backends tests/wayland tests/density tests/desktop/test_indicators.py tests/builtin tests/pages \
  tests/examples js-api plugins/oro-clipboard plugins/oro-conduit plugins/oro-notification
test-wayland: peers      ## the tests of windows and pages in a session of Wayland; TESTS says which
	@ORO_TEST_DISPLAY=wayland $(BIN)/python scripts/run_tests.py $(TESTS)

test-web-libraries: peers ## DuckDB, ffmpeg.wasm, Pyodide and transformers.js in isolated pages; fetches 700 MB of packages
	@ORO_TEST_LARGE=1 $(BIN)/python -m pytest tests/web_libraries --timeout 1200

test-on:                 ## as root: `make test-on debian13` (debian-testing, ubuntu-lts) does `make test` there; TESTS="tests/pages" runs a part
	@$(PYTHON) scripts/test_on.py $(RELEASE) $(TESTS)

ifeq (test-on,$(firstword $(MAKECMDGOALS)))
RELEASE ?= $(word 2,$(MAKECMDGOALS))
.PHONY: $(wordlist 2,9,$(MAKECMDGOALS))
$(wordlist 2,9,$(MAKECMDGOALS)): ; @:
endif

fuzz: peers              ## every route asked with EXAMPLES (500) new odd calls; `make test` asks with a few
	@CI= ORO_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/fuzz --timeout 7200

lint: install
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/python scripts/docs_reference.py --check
	@$(BIN)/python scripts/drawings.py --check
	@$(BIN)/python scripts/changelog.py

types: peers             ## mypy, strict, once over the framework, the plugins and their tests
	@$(BIN)/python scripts/check_types.py

types-js: install        ## tsc, strict, over js-api and the plugins' modules, and their tests that need no engine
	@$(BIN)/python scripts/build_js.py --check

docs: reference html     ## build/docs/index.html; warnings are errors, and so is a link anywhere that leads nowhere

reference: install       # the pages that are written by what they tell of, and the drawings
	@$(BIN)/python scripts/links.py
	@$(BIN)/python scripts/docs_reference.py
	@$(BIN)/python scripts/reference_modules.py
	@$(BIN)/python scripts/drawings.py

html: install
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky docs build/docs

gallery: install         ## docs/gallery.md: pictures of the showcase's panels, in light and dark
	@$(BIN)/python scripts/gallery.py

wheels: install          ## wheels/*.whl, then an app run from nothing but them
	@$(BIN)/python scripts/wheels.py

llama-wheel: peers       ## dist/: oro-llama, llama.cpp compiled for every x86-64 processor (half an hour the first time), tested
	@$(BIN)/python scripts/llama_wheel.py

release: install         ## dist/: wheels and source distributions of all packages, proved; VERSION=0.2.0 writes that first
	@$(BIN)/python scripts/release.py $(VERSION)

bench: install           ## beside pywebview, PyTauri, bare WebSockets, Node, gcc; benchmarks/RESULTS.md explains the figures
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.built
	@$(BIN)/python -m benchmarks.client
	@$(BIN)/python -m benchmarks.crossing
	@$(BIN)/python -m benchmarks.data
	@$(BIN)/python -m benchmarks.agents
	@$(BIN)/python -m benchmarks.ai
	@$(BIN)/python -m benchmarks.wasm
	@$(BIN)/python -m benchmarks.container

soak: install            ## an app under mixed load for SECONDS (600), in every engine here; fails when a figure rises
	@$(BIN)/python -m tests.soak --seconds $(SECONDS) --windows $(WINDOWS)

proofs: peers            ## apps built from wheels alone on a bare Debian, and given to one without Python; needs root, debootstrap
	@$(BIN)/python -m pytest tests/proofs --timeout 3600

audit: install           ## every pinned version beside the advisories in DATABASE, a folder; docs/explanation/dependencies.md
	@$(BIN)/python scripts/audit.py $(DATABASE)

clean:
	@rm -rf .venv .venv-bench .stamps build wheels dist oro_framework/js js-api/node_modules js-api/src/internal/vendor
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
