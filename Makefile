.venv/installe: pyproject.toml contraintes.txt
	@test -x .venv/bin/python || python3 -m venv .venv
	@.venv/bin/pip install --quiet --constraint contraintes.txt --editable ".[dev]"
	@touch $@
