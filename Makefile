# Recipes name no path but from here, so that the checkout may stand in a folder of any name.
# What is given as VARIABLE=… reaches the scripts through the environment, unharmed by quoting.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python

.PHONY: help demo serve test lint format bench bench-server fuzz gallery collection assets strings data package release scan site test-matrix clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' Makefile | column -t -s '|'

demo: ## print a sheet, PDF and PNG, into out/ (TERRITORY= SOURCE= TEMPLATE= OUT=)
	@bash tools/demo.sh

serve: ## serve sheets on loopback: nginx, QGIS Server, PostGIS (PROCESSES= PORT= SOURCE= COMMUNES=)
	@exec bash tools/serve.sh

test: ## run the whole suite (ARGS= for pytest)
	@bash tools/test.sh $(ARGS)

lint: ## check style, types, Qt 6 and scripts (CHECKS="style format types qt6 shell")
	@bash tools/lint.sh $(CHECKS)

format: ## rewrite the code in the house style
	@bash tools/setup.sh lint
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

bench: ## measure search, loading, export, sheets and start-up (ARGS=)
	@bash tools/setup.sh test
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen $(PYTHON) tools/bench.py $(ARGS)

bench-server: ## measure the service beside GetPrint and the desktop (ARGS="--requests 40 --clients 1 8 --processes 1 2")
	@bash tools/setup.sh test
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen $(PYTHON) tools/bench_server.py $(ARGS)

fuzz: ## look for input that the plugin neither takes nor refuses (ARGS="--seconds 600 --seed 1 --kind json")
	@bash tools/setup.sh test
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen $(PYTHON) tools/fuzz.py $(ARGS)

gallery: ## print sheets of every kind into out/gallery/index.html (ARGS=)
	@bash tools/setup.sh demo
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/gallery.py $(ARGS)

collection: ## write the styles for QGIS Resource Sharing into dist/collection (ARGS="--styles SET")
	@bash tools/setup.sh demo
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/build_collection.py $(ARGS)

assets: ## rebuild styles, templates and translation from their sources (on QGIS 3.22)
	@bash tools/setup.sh assets
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/build_styles.py
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/build_layouts.py
	@bash tools/translate.sh compile

strings: ## collect the strings of the interface into i18n/
	@bash tools/translate.sh update

data: ## rebuild the embedded territories and the demonstration
	@bash tools/setup.sh demo
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/build_territories.py
	@PYTHONPATH=.build/plugins QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/build_demonstration.py

package: ## make dist/srce_pac-<version>.zip from the last commit, and say what a publication lacks
	@bash tools/package.sh

release: ## the same, refused while anything is lacking: for the plugin site
	@bash tools/package.sh release

scan: package ## look in the plugin's zip for what the plugin site's scan finds

site: ## make the documentation's site in both languages, into dist/site
	@bash tools/site.sh

test-matrix: ## run the suite on newer releases of QGIS (VERSIONS="3.40 3.44 sid" ONCE=1 for all of it, ARGS=)
	@bash tools/matrix.sh $(ARGS)

clean: ## remove what the other targets made here
	@rm -rf .build .venv .qgis-settings dist out
	@find . -name __pycache__ -prune -exec rm -rf {} +
