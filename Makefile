# make demo     le site avec les données réelles de 2020 (PORT=8000)
# make rapport  publie l'édition 2020 si elle ne l'est pas, écrit rapport-2020.pdf
# make test     tous les tests, sur SQLite puis sur PostgreSQL
# make schema   docs/schema-edition.json, après un changement du contenu du rapport
# make verifier format, fautes, gabarits et migrations manquantes

PYTHON ?= python3
PORT ?= 8000
MANAGE := .venv/bin/python manage.py
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: demo rapport test schema verifier installer pango
.DEFAULT_GOAL := demo

demo: rapport
	@sed 's/:8000/:$(PORT)/g' fixtures/demonstration/LISEZMOI.txt
	@DJANGO_RUNSERVER_HIDE_WARNING=true $(MANAGE) runserver $(PORT)

rapport: pango
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) charger_donnees --garder
	@$(MANAGE) publier_rapport 2020 --premiere || echo "Le projet est écrit à la place de l’édition." >&2
	@$(MANAGE) exporter_rapport 2020 rapport-2020.pdf

test: pango
	@.venv/bin/python -m tests.lancer

schema: installer
	@$(MANAGE) shell -v 0 -c 'from mutualisation.rapport.donnees import schema; print(schema())' \
	  > docs/schema-edition.json

verifier: installer
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	@DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run

pango: installer
	@.venv/bin/python -c 'import weasyprint' >/dev/null 2>&1 || { \
	  echo "Pango manque pour produire le PDF : apt-get install $(PANGO)" >&2; exit 1; }

installer: .venv/installe

.venv/installe: pyproject.toml contraintes.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "Il faut Python 3.11, 3.12 ou 3.13 : make PYTHON=python3.12, par exemple." >&2; exit 1; }
	@echo "Installation des bibliothèques dans .venv…"
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || { \
	  echo "Le module venv de Python manque : apt-get install python3-venv" >&2; exit 1; }
	@.venv/bin/pip install -qq --disable-pip-version-check --constraint contraintes.txt --editable '.[dev]'
	@touch $@
