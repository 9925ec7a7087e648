# make help says what there is. Every target builds the environment first, where it is not there yet.

# 3.11 first: it has stored the outputs of the notebooks.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3.15 python3 python; do \
	$$python -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$python && break; done)

# One BLAS thread a process: the tests run two processes, and the numbers and the times stay steady.
OMP_NUM_THREADS ?= 1
OPENBLAS_NUM_THREADS ?= $(OMP_NUM_THREADS)
MKL_NUM_THREADS ?= $(OMP_NUM_THREADS)
VECLIB_MAXIMUM_THREADS ?= $(OMP_NUM_THREADS)
export OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS VECLIB_MAXIMUM_THREADS

# A reader's own settings of Python are for her own programs.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONWARNINGS PYTHONOPTIMIZE PYTHONINSPECT

run = .venv/bin/python -m adaptedflow
force = $(if $(FORCE),--force)
only = $(foreach name,$(ONLY),--only $(name))
# nbgrader, and the environments of the book and of the note, where a part that needs them is asked for; the book offers the note
nbgrader = $(if $(filter classroom,$(or $(ONLY),classroom)),build/classroom/venv/.ok)
sphinx = $(if $(filter book,$(or $(ONLY),book)),build/book/venv/.ok)
torch = $(if $(filter torch,$(or $(ONLY),torch)),build/torch/venv/.ok)
typst = $(if $(filter note book,$(or $(ONLY),note)),build/note/venv/.ok)

.PHONY: figures test test-all notebooks maps training your-network assignments lab ledger certificates book note bench mutants clean help

figures: .venv/.ok ## run the notebooks and draw every figure (ONLY="05_trapping ..." FORMAT=png|pdf|svg FORCE=1)
	@$(run) figures $(only) $(if $(FORMAT),--format $(FORMAT)) $(force)

test: .venv/.ok ## library tests, explorables, notebooks, figures, ledger, certificates (ONLY="library notebooks")
	@.venv/bin/python tests/run.py $(ONLY)

test-all: .venv/.ok $(nbgrader) $(sphinx) $(torch) $(typst) ## test, and what is slower: BLAS kernels, nbgrader, fuzzing, Pythons, torch and jax, the book in a browser, the note
	@.venv/bin/python tests/run.py $(or $(ONLY),library explorables notebooks figures ledger certificates kernels classroom fuzz versions torch book note)

notebooks: .venv/.ok ## run the notebooks and store their outputs in place (ONLY="05_trapping ..."; FORCE=1: also what agrees with the stored)
	@$(run) notebooks $(only) $(force)

maps: .venv/.ok ## compute the tables of data/survival/ again; goes on where it was interrupted (JOBS=8; ORBITS=400: a larger map, in build/)
	@$(run) survival --stored $(if $(ORBITS),--orbits $(ORBITS)) $(if $(JOBS),--jobs $(JOBS))

training: .venv/.ok ## train with every method of notebook 10 again, about six minutes of one core; goes on where it was interrupted (TASK="digits-25 ...")
	@$(run) training $(foreach name,$(TASK),--task $(name))

your-network: build/torch/venv/.ok ## run the networks of torch behind the notebook your_network again, some minutes of one core; goes on where it was interrupted
	@build/torch/venv/bin/python -W ignore notebooks/your_network.py

assignments: .venv/.ok ## write the assignments for students and for nbgrader into build/classroom/ (SEED=7: the class seed)
	@$(run) assignments $(if $(SEED),--seed $(SEED))

lab: .venv/.ok ## open JupyterLab on the reading guide, notebooks as trusted: their explorables move
	@.venv/bin/jupyter trust notebooks/*.ipynb >/dev/null
	@.venv/bin/jupyter lab --allow-root notebooks/00_reading_guide.ipynb

ledger: .venv/.ok ## check every claim of the ledger and print the table
	@$(run) ledger

certificates: .venv/.ok ## check the counterexamples' certificates in exact arithmetic, without the package
	@.venv/bin/python tests/certificates/check.py

book: build/book/venv/.ok note ## build the book, a site to read without installing anything: build/book/html/index.html
	@MPLBACKEND=Agg build/book/venv/bin/python notebooks/book/build.py

note: .venv/.ok build/note/venv/.ok ## typeset the note for mathematicians, statements with proofs and corrections: build/note/note.pdf
	@.venv/bin/python notebooks/note/stored.py
	@build/note/venv/bin/python notebooks/note/build.py

bench: build/bench/venv/.ok ## time the package against its peers, one thread, under half an hour; page in build/bench/ (QUICK=1, ONLY="solve tiny", LONG=1, STORE=1)
	@MPLBACKEND=Agg build/bench/venv/bin/python tests/benchmarks/run.py $(if $(QUICK),--quick) $(if $(LONG),--long) $(if $(STORE),--store) $(only)

mutants: .venv/.ok ## put small mistakes into a copy of the package and see whether its tests fail, an hour or two (SAMPLE=300 SEED=7 ONLY=orbit)
	@MPLBACKEND=Agg .venv/bin/python tests/mutants/run.py $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

clean: ## remove what can be made again: build/, caches, the environment
	@rm -rf build .venv .pytest_cache .hypothesis lib/adaptedflow.egg-info
	@find lib tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# For make test-all an environment that cannot be had is no end: run.py says which part is left out.
test-all: or_else = true
or_else = exit 1
# What pip had to say last: its error, or else its last line without its advertisement.
said = $$({ grep '^ERROR' $(1)/install.log || sed '/^\[notice\]/d; /^ *$$/d' $(1)/install.log; } | tail -n 1)

# The environment: the exact versions of the lock, and this package as it stands in lib/.
.venv/.ok: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer was found; install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "make: $(PYTHON) is not Python 3.11 or newer; name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { echo "make: $(PYTHON) has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Installing the versions of requirements.lock into .venv (about a minute the first time)"
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || { \
		test ! -e .venv || test -e .venv/.made || { echo "make: .venv is not of make's making and has no pip; move it away, or remove it: rm -r .venv" >&2; exit 1; }; \
		mkdir -p .venv && touch .venv/.made && $(PYTHON) -m venv .venv ; }
	@{ .venv/bin/python -m pip install -r requirements.lock && .venv/bin/python -m pip install --no-deps -e . ; } >.venv/install.log 2>&1 \
		|| { echo "make: the packages could not be installed. pip: $(call said,.venv) (all it said: .venv/install.log)" >&2; exit 1; }
	@touch $@

# What is large and only one thing needs has an environment of its own, with a lock of its own: $(call environment,FOLDER,LOCK,MORE,OPEN).
# OPEN: the lock is not whole. torch for Linux comes with or without GPUs, and says itself what else it needs.
define environment
	@echo "Installing the versions of $(2) into $(1)/venv (a minute or more the first time)"
	@mkdir -p $(1)
	@$(1)/venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(1)/venv
	@if $(1)/venv/bin/python -m pip install $(if $(4),,--no-deps) -r $(2) $(3) >$(1)/install.log 2>&1; then touch $@; else \
		echo "make: the packages of $(2) could not be installed. pip: $(call said,$(1)) (all it said: $(1)/install.log)" >&2; $(or_else); fi
endef

build/bench/venv/.ok: tests/benchmarks/requirements.lock pyproject.toml | .venv/.ok
	$(call environment,build/bench,tests/benchmarks/requirements.lock,-e .)

build/book/venv/.ok: notebooks/book/requirements.lock pyproject.toml | .venv/.ok
	$(call environment,build/book,notebooks/book/requirements.lock,-e .)

build/torch/venv/.ok: tests/adapters/requirements.lock pyproject.toml | .venv/.ok
	$(call environment,build/torch,tests/adapters/requirements.lock,-e .,open)

build/note/venv/.ok: notebooks/note/requirements.lock | .venv/.ok
	$(call environment,build/note,notebooks/note/requirements.lock)

build/classroom/venv/.ok: tests/classroom/requirements.lock | .venv/.ok
	$(call environment,build/classroom,tests/classroom/requirements.lock)
