# The commands of this project. Nothing is assumed but Python >= 3.11 (with its venv module) and make.
#
#   make demo            set up everything and serve the demonstration programme
#   make test            run the tests on SQLite, the browser's journeys included
#   make check           ruff, mypy, import-linter, templates, migrations, Thai messages
#   make test-postgres   run the same tests on a PostgreSQL that is started for them
#   make test-s3         run the tests of the S3 store against a real one that they start
#   make bench           measure speed and size beside a bare Django view (ROWS="1 2" picks rows)

SHELL := /bin/sh
.DEFAULT_GOAL := help

# uv's own variable moves the environment for those who share one; a bare checkout uses .venv.
VENV := $(or $(UV_PROJECT_ENVIRONMENT),.venv)
PYTHON := $(VENV)/bin/python
WORKERS ?= 2
BROWSER ?= 1

export PYTHONUNBUFFERED = 1
# A machine that forbids Python its compiled files would compile this code for each process of the tests.
export PYTHONDONTWRITEBYTECODE =
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH DJANGO_SETTINGS_MODULE

.PHONY: help setup demo test check test-postgres test-s3 bench messages format clean

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

setup:  ## make the Python environment from uv.lock, with the tools for tests
	@.ci/setup --dev
	@$(PYTHON) -m lms.messages

demo:  ## set up everything and serve the demonstration (PORT, LMS_DATA_DIR, ARGS="--learners 400 --seed 1")
	@.ci/setup
	@exec $(PYTHON) manage.py demo $(ARGS)

messages:  ## collect the words to translate into locale/, then compile them
	@.ci/setup --dev
	@.ci/need gettext
	@$(PYTHON) manage.py makemessages -l th --no-location --no-wrap -i 'var/*' -i '.venv/*'
	@$(PYTHON) -m lms.messages

test: setup  ## run the tests on SQLite (ARGS goes to pytest)
	@.ci/need $(if $(filter 0,$(BROWSER)),nothing,chromium)
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup $(if $(filter 0,$(BROWSER)),-m "not browser") $(ARGS)

test-postgres:  ## run the same tests on PostgreSQL, started and removed here
	@.ci/setup --dev --extra postgres
	@$(PYTHON) -m lms.messages
	@.ci/need $(if $(filter 0,$(BROWSER)),nothing,chromium) postgresql
	@PYTHON=$(PYTHON) .ci/postgres $(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup $(if $(filter 0,$(BROWSER)),-m "not browser") $(ARGS)

test-s3:  ## run the tests of the S3 store against SeaweedFS, started and removed by them
	@.ci/setup --dev --extra s3 --group s3
	@$(PYTHON) -m lms.messages
	@.ci/need $(if $(filter 0,$(BROWSER)),nothing,chromium)
	@LMS_TEST_S3=1 $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile tests/s3 $(if $(filter 0,$(BROWSER)),-m "not browser") $(ARGS)

check: setup  ## look at the code without running it
	@.ci/need gettext
	@PYTHON=$(PYTHON) .ci/check

bench: setup  ## measure the figures of the performance targets (ROWS="1 2 8")
	@.ci/need chromium
	@$(PYTHON) -m tests.bench $(ROWS)

format:  ## write the code in the house's layout
	@.ci/setup --dev
	@$(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format .

clean:  ## remove what the tools made; the data directory stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} + ; find locale -name '*.mo' -delete
