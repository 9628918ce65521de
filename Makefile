# make run    set up, then open the viewer on the bundled sample (without a display: analyse it)
# make test   set up with test tools, then lint, types, import contracts and all tests
# make notebooks  run the lessons in notebooks/ (FOLDER=DATA, where public sets are at hand)
# make bench  print how long each stage takes
# make docs   build the manual in both languages, with pictures of the real window, into build/manual
# make docs-texts    bring the manual's catalogues up to date with its English pages
# make package       build what is installed on Linux, into dist/
# make package-test  build it, then test what was built
# make fuzz   read spoilt files for MINUTES (30), and keep those that do harm in output/fuzz
# make survey say what becomes of each file in FOLDERS (pydicom's and the public DICOM files)
PYTHON ?= python3
MINUTES ?= 30
FOLDERS ?=
FOLDER ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
SAMPLE := resources/samples/chase_db1_09r.dcm

.PHONY: run test lint notebooks bench docs docs-texts package package-test fuzz survey setup setup-dev clean

run: setup
	@if $(BIN)/python -c 'import sys; from app.cli.view import has_display; sys.exit(not has_display())'; then \
		exec $(BIN)/retivasc $(SAMPLE); \
	else \
		echo "No display was found: analysing the bundled sample without a window."; \
		exec $(BIN)/retivasc analyze $(SAMPLE) --output output; \
	fi

test: setup-dev lint
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

notebooks: setup-dev
	$(if $(FOLDER),RETIVASC_DATA=$(abspath $(FOLDER))) $(BIN)/python -m pytest --nbmake --nbmake-timeout=600 notebooks

bench: setup-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

docs: setup-dev
	$(BIN)/python docs/build.py

docs-texts: setup-dev
	$(BIN)/python docs/build.py --texts

package:
	sh packaging/linux/prepare.sh python $(PYTHON)
	sh packaging/linux/prepare.sh build
	$(PYTHON) packaging/build.py linux-deb linux-tar

package-test: setup-dev package
	sh packaging/linux/prepare.sh package-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m package

fuzz: setup-dev
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

survey: setup-dev
	$(BIN)/python -W ignore -m tests.survey $(FOLDERS)

setup: $(VENV)/ready
setup-dev: $(VENV)/ready-dev

$(VENV)/ready: pyproject.toml constraints.txt packaging/linux/prepare.sh
	sh packaging/linux/prepare.sh python $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	sh packaging/linux/prepare.sh qt $(VENV)
	touch $@

$(VENV)/ready-dev: $(VENV)/ready
	sh packaging/linux/prepare.sh test
	$(PIP) --editable '.[dev,docs,train,package,postgresql,cohort,notebooks]'
	touch $@

clean:
	rm -rf $(VENV) output build dist
