# Needs Python 3.11 or later, git and make; everything else goes into .venv.

PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= test
BIN := $(VENV)/bin
DEMO := demo-output

.PHONY: demo test docs check bench campaign clean

demo: $(VENV)/.installed
	$(BIN)/symconv derive --input 3x3 --filter 2x2
	$(BIN)/symconv generate --input 3x3 --filter 2x2 --strategy explicit -o $(DEMO)
	$(BIN)/symconv certify $(DEMO)/*.py

# All tests, those marked slow too; a plain pytest leaves these out. CI calls this.
test: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pytest -n auto -m "not campaign"

# The site, in build/site; a warning is an error.
docs: $(VENV)/.installed-docs
	$(BIN)/sphinx-build -W --keep-going -b html docs build/site

# What .ci/run checks besides the tests.
check: $(VENV)/.installed-test,lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/symconv generate --specs generated/specs.toml --check --diff
	for network in generated/networks/*.toml; do \
		$(BIN)/symconv generate --network $$network --check --diff || exit 1; \
	done

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/derivation.py
	$(BIN)/python benchmarks/kernels.py
	$(BIN)/python benchmarks/number_types.py
	$(BIN)/python benchmarks/general.py
	$(BIN)/python benchmarks/certificates.py

campaign: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python -m pytest -n auto -m campaign

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'symconv needs Python 3.11 or later')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-%: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable ".[$*]"
	touch $@

clean:
	rm -rf $(VENV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache
