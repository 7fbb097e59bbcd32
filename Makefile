# For GNU make. All commands make .venv by themselves; Python 3.11 or newer is all they need.
PYTHON ?= python3
VENV := .venv

.PHONY: bench demo lock test

demo: $(VENV)/demo.installed
	@$(VENV)/bin/python -m cms.demo

# The tests start many processes, which would each compile the project anew where nothing compiled is kept.
test: $(VENV)/test.installed
	@env -u PYTHONDONTWRITEBYTECODE $(VENV)/bin/python -m pytest $(ARGS)

bench: $(VENV)/bench.installed
	@$(VENV)/bin/python -m tests.bench $(ARGS)

# What the image installs, newest versions by their hashes: after each change of the dependencies, and now and then.
lock: $(VENV)/matrix.installed
	$(VENV)/bin/uv pip compile pyproject.toml --no-config --quiet --upgrade --extra production --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements.lock

$(VENV)/%.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("wagtail-briefs needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@
