# `make run` starts the demo, `make test` proves it; both bring along everything they need.

PYTHON ?= python3
CATALOGUE := webapp/translations/en/LC_MESSAGES/messages.po
.DEFAULT_GOAL := help
.PHONY: help run test verify benchmark gallery handbook lint format translations train clean reset-demo python

help:
	@echo 'make run       install what is missing, load the demo region and start (PORT=8001 make run)'
	@echo 'make test      static checks and the whole suite on SQLite and on PostgreSQL'
	@echo 'make verify    the long runs: properties with many more examples, robustness at full size'
	@echo 'make benchmark measure the speed of matching beside other libraries'
	@echo 'make gallery   look at every page anew: docs/gallery.md and what tests compare pages with'
	@echo 'make lint      only the static checks'
	@echo 'make format    put the source into the one format'
	@echo 'make translations  bring the English catalogue up to date with the words in the source'
	@echo 'make handbook  take the pictures of the handbooks anew; look at them before you commit'
	@echo 'make train DATA=folder  make the language model anew; may be stopped and started again'
	@echo 'make reset-demo  forget the demo database; the next start loads it afresh'
	@echo 'make clean     remove everything that make run and make test have made, the demo included'

run: python
	@exec $(PYTHON) deploy/bootstrap.py run

test: python
	@$(PYTHON) deploy/bootstrap.py test
	@exec .venv/bin/python deploy/checks.py all

verify: python
	@$(PYTHON) deploy/bootstrap.py test
	@exec .venv/bin/python deploy/checks.py verify

benchmark: python
	@$(PYTHON) deploy/bootstrap.py test --without-browser
	@.venv/bin/python -m tests.benchmarks

gallery: python
	@$(PYTHON) deploy/bootstrap.py test
	@exec .venv/bin/python -m tests.browser.gallery

lint: python
	@$(PYTHON) deploy/bootstrap.py test --without-browser
	@exec .venv/bin/python deploy/checks.py static

format: python
	@$(PYTHON) deploy/bootstrap.py test --without-browser
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

# New and changed entries of the catalogue are then translated by hand; a test names them.
translations: python
	@$(PYTHON) deploy/bootstrap.py test --without-browser
	@mkdir -p var
	@.venv/bin/pybabel -q extract --mapping-file pyproject.toml --keywords _l --no-location --no-wrap \
	  --output-file var/messages.pot webapp
	@.venv/bin/pybabel -q update --ignore-obsolete --ignore-pot-creation-date --no-wrap --previous \
	  --locale en --input-file var/messages.pot --output-file $(CATALOGUE)

# Needs chromium; a test of the browser says when a page has changed.
handbook: python
	@$(PYTHON) deploy/bootstrap.py test
	@.venv/bin/python -m tests.browser.handbook

# WORK holds the checkpoints; OPTIONS such as --minutes 60 are handed on.
train: python
	@test -n "$(DATA)" || { echo 'Name the folder of training texts: make train DATA=folder' >&2; exit 1; }
	@$(PYTHON) deploy/bootstrap.py train
	@exec .venv/bin/python -m matcher.training model --data "$(DATA)" --work "$(or $(WORK),var/training)" $(OPTIONS)

reset-demo:
	@rm -f var/ecotechub.db var/ecotechub.db-wal var/ecotechub.db-shm var/wake.db* var/demo-sign-ins.json var/audit-anchors.txt
	@rm -rf var/attachments

clean: reset-demo
	@rm -rf .venv node_modules var webapp/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis

python:
	@command -v $(PYTHON) >/dev/null || { echo 'Python is missing: please install Python 3.11 or newer, or name it with PYTHON=/path/to/python3.' >&2; exit 1; }
