# make demo     everything on this machine, ready to sign in to    [SIZE= SEED= TODAY= PORT=]
# make test     every check and every test                         [ARGS="-k words"]
# Both need Python 3.11+ and Node 20+ and install the rest themselves.

# The first Python that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
	done)
SETUP = $(or $(PYTHON),python3) -I apcommission/installation.py
BIN = .venv/bin
PY = $(BIN)/python
SERVERS = $(PY) -m apcommission.embedded run --fast --
CODE = apcommission providers placements attendance qa
SUBMAKE = $(MAKE) --no-print-directory
WORKERS ?= 2
# Both cores; a worker that takes a journey serves a demo of its own.
SHARED = -n $(WORKERS)

.PHONY: demo test lint capabilities setup clean checks pytest

demo:
	@$(SETUP) demo
	@exec $(PY) -m apcommission.supervisor demo \
		$(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED)) $(if $(TODAY),--today $(TODAY))

test:
	@$(SETUP) test
	@$(SERVERS) $(SUBMAKE) checks pytest

lint:
	@$(SETUP) test
	@$(SERVERS) $(SUBMAKE) checks

capabilities:
	@$(SETUP) test
	@mkdir -p docs
	@$(SERVERS) $(PY) -m pytest $(SHARED) -m capability --capabilities docs/capabilities.md $(ARGS)

setup:
	@$(SETUP) test

# Stops what the demos left running and removes all that set-up made.
clean:
	@for data in .data*; do \
		if [ -x $(PY) ] && [ -d "$$data" ]; then $(PY) -m apcommission.embedded stop "$$data"; fi; done
	@rm -rf .venv .data* .assets static/vendor
	@rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find $(CODE) tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The two below expect servers: `make lint` and `make test` start them.
checks:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-cache
	@find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive --severity-level medium $(CODE)
	@$(PY) manage.py check --deploy --fail-level WARNING
	@$(PY) manage.py makemigrations --check --dry-run

pytest:
	@$(PY) -m pytest $(SHARED) $(ARGS)
