# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test may ask for, and the package under its own name."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from qgis.core import QgsProject

    from srce_pac.core.pipeline import Printer
    from srce_pac.core.territory.gazetteer import Gazetteer
    from srce_pac.tests.support.process import Process
    from srce_pac.tests.support.services import PostgisServer, QgisServer

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def link_package() -> None:
    """Make the checkout importable as `srce_pac`, whatever its folder is called."""
    plugins = ROOT / ".build" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    link = plugins / "srce_pac"
    if not link.is_symlink():
        link.symlink_to(Path("..", ".."), target_is_directory=True)
    if str(plugins) not in sys.path:
        sys.path.insert(0, str(plugins))


link_package()

# Where no time zone is named, the C library looks at this file again for each time that it tells,
# and QGIS asks for thousands of them in a sheet: a quarter of the processor time of a small one.
os.environ.setdefault("TZ", ":/etc/localtime")


# Two runs of the suite in one checkout at once: pytest-qgis calls a folder of QGIS settings after
# each worker, and empties none.
RUN = f"run{os.getpid()}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """Call the workers after this run, and let none meet what another has read of a service."""
    for spec in specs:
        spec.id = f"{RUN}-{spec.id}"
        spec.env["XDG_CACHE_HOME"] = str(config.rootpath / ".qgis-settings" / spec.id / "cache")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the settings of this run's workers away, which have ended by now."""
    for folder in (config.rootpath / ".qgis-settings").glob(f"{RUN}-*"):
        shutil.rmtree(folder, ignore_errors=True)


# Tools, data, texts, surveys of templates and names, what a printer remembers and how it goes on
# where a source fails, what workers of series say, processes that are killed, rights and places of
# files, what is refused, and windows, whose Qt is 5.15 everywhere: other releases of QGIS change
# none of it. What they may change is looked at on each: drawing, layouts, providers and GDAL,
# algorithms, the whole program.
ONCE = (
    "core/base/test_library.py",
    "core/common",
    "core/layers/test_background_failures.py",
    "core/layers/test_name_placement.py",
    "core/layers/test_project_groups_failures.py",
    "core/layers/test_reference_layers_details.py",
    "core/layout/test_fill_texts.py",
    "core/layout/test_insets_details.py",
    "core/layout/test_paper_details.py",
    "core/layout/test_precision.py",
    "core/layout/test_scale.py",
    "core/layout/test_table_pages.py",
    "core/layout/test_template.py",
    "core/opendata",
    "core/output/test_export_details.py",
    "core/output/test_export_failures.py",
    "core/output/test_pdf_merge.py",
    "core/output/test_pdf_update.py",
    "core/output/test_placing.py",
    "core/output/test_whole_files.py",
    "core/profiles",
    "core/series/test_dossier.py",
    "core/series/test_estimate.py",
    "core/series/test_killed.py",
    "core/series/test_lock.py",
    "core/series/test_merge.py",
    "core/series/test_naming.py",
    "core/series/test_plan.py",
    "core/series/test_pool.py",
    "core/series/test_report.py",
    "core/series/test_sheet_printer.py",
    "core/series/test_sheets.py",
    "core/series/test_thumbnail.py",
    "core/series/test_worker_messages.py",
    "core/sheet",
    "core/sources/test_copies.py",
    "core/sources/test_copies_use.py",
    "core/sources/test_layer_pool.py",
    "core/sources/test_local_copy_details.py",
    "core/sources/test_patience.py",
    "core/sources/test_placement.py",
    "core/sources/test_service_probe.py",
    "core/sources/test_source_address.py",
    "core/sources/test_source_state.py",
    "core/sources/test_stated_count.py",
    "core/styles/test_sld_read.py",
    "core/styles/test_style_set.py",
    "core/summary",
    "core/territory",
    "core/test_coverage.py",
    "core/test_dates_and_credits.py",
    "core/test_law.py",
    "core/test_odd_requests.py",
    "core/test_pipeline.py",
    "core/test_pipeline_details.py",
    "core/test_print_data.py",
    "core/test_printer_changes.py",
    "core/test_printer_databases.py",
    "core/test_printer_failures.py",
    "core/test_printer_limits.py",
    "core/test_printer_reads.py",
    "core/test_printer_same.py",
    "core/test_printer_turns.py",
    "core/test_sheets_in_styles.py",
    "core/test_style_gallery.py",
    "core/test_surroundings.py",
    "core/test_withstand.py",
    "core/test_withstand_rights.py",
    "data",
    "deploy",
    "docs",
    "e2e/test_look.py",
    "e2e/test_mapping.py",
    "e2e/test_series.py",
    "e2e/test_styles.py",
    "i18n",
    "layouts",
    "processing/test_exportseries.py",
    "processing/test_inputs_kept.py",
    "processing/test_many_machines.py",
    "processing/test_sheet_algorithm.py",
    "processing/test_style_algorithms.py",
    "processing/test_summary.py",
    "processing/test_territory_choice.py",
    "server/test_configuration.py",
    "server/test_hostile.py",
    "server/test_program.py",
    "server/test_security.py",
    "server/test_sheet_cache.py",
    "server/test_sheets.py",
    "sheets",
    "test_outside/test_json.py",
    "test_outside/test_secrets.py",
    "test_outside/test_template_reads.py",
    "test_structure.py",
    "tools",
    "ui/cartouche",
    "ui/common",
    "ui/dock",
    "ui/opendata",
    "ui/options",
    "ui/profile_editor",
    "ui/series",
    "ui/styles",
    "ui/test_forms.py",
)

# Of these places, what saves projects and opens them again, which each release does its own way.
ON_EACH = (
    "ui/dock/test_loaded_group.py",
    "ui/dock/test_project_memory.py",
    "ui/dock/test_reopened.py",
)

# Seconds that a test takes in the mean, in a folder or a module, where they are not `USUAL`.
SECONDS = {
    "core": 0.6,
    "core/common": 0.02,
    "core/layers": 0.3,
    "core/layers/test_background.py": 0.06,
    "core/layers/test_background_failures.py": 0.12,
    "core/layers/test_name_placement.py": 0.01,
    "core/layers/test_reference_layers.py": 0.05,
    "core/layers/test_restriction.py": 0.13,
    "core/layers/test_sheet_layers.py": 0.15,
    "core/layout": 0.4,
    "core/layout/test_extras.py": 0.16,
    "core/layout/test_fill.py": 0.06,
    "core/layout/test_scale.py": 0.0,
    "core/layout/test_sheet_map.py": 0.48,
    "core/layout/test_table.py": 0.68,
    "core/layout/test_template.py": 0.2,
    "core/opendata/test_bounds.py": 0.01,
    "core/opendata/test_catalogue.py": 0.01,
    "core/opendata/test_download.py": 0.02,
    "core/opendata/test_services.py": 1.1,
    "core/output": 0.4,
    "core/output/test_svg.py": 2.1,
    "core/profiles": 0.07,
    "core/series/test_killed.py": 16.1,
    "core/series/test_naming.py": 0.0,
    "core/series/test_plan.py": 0.07,
    "core/series/test_pool.py": 1.4,
    "core/series/test_report.py": 0.01,
    "core/series/test_run.py": 0.86,
    "core/series/test_worker_messages.py": 0.0,
    "core/series/test_worker_python.py": 0.01,
    "core/sheet": 0.02,
    "core/sheet/test_texts_printed.py": 0.5,
    "core/sources": 0.2,
    "core/sources/test_databases.py": 0.5,
    "core/sources/test_local_copy_details.py": 2.0,
    "core/sources/test_service_probe.py": 0.1,
    "core/sources/test_services.py": 0.4,
    "core/sources/test_source.py": 0.85,
    "core/sources/test_source_address.py": 0.01,
    "core/styles": 0.15,
    "core/styles/test_class_styles.py": 1.2,
    "core/styles/test_stand_alone.py": 2.0,
    "core/summary/test_summary.py": 0.16,
    "core/territory": 0.05,
    "core/territory/test_which_layer.py": 0.3,
    "core/test_coverage.py": 0.6,
    "core/test_odd_requests.py": 0.02,
    "core/test_pipeline.py": 0.39,
    "core/test_print.py": 0.2,
    "core/test_print_data.py": 0.2,
    "core/test_printer_changes.py": 1.2,
    "core/test_printer_databases.py": 1.5,
    "core/test_printer_failures.py": 0.8,
    "core/test_printer_kept_layout.py": 1.8,
    "core/test_printer_limits.py": 6.4,
    "core/test_printer_projects.py": 3.0,
    "core/test_printer_reads.py": 0.6,
    "core/test_printer_same.py": 8.0,
    "core/test_printer_turns.py": 1.1,
    "core/test_sheets_in_styles.py": 1.2,
    "core/test_style_changes.py": 2.3,
    "core/test_style_gallery.py": 1.5,
    "core/test_true_sheets.py": 0.35,
    "core/test_withstand.py": 0.1,
    "data/test_data.py": 0.03,
    "deploy/test_endurance.py": 6.0,
    "deploy/test_files.py": 0.4,
    "deploy/test_page.py": 1.5,
    "deploy/test_served.py": 2.0,
    "docs/test_walk_through.py": 1.6,
    "e2e": 1.2,
    "i18n": 0.5,
    "layouts/test_unusual_sheets.py": 0.13,
    "processing": 0.2,
    "processing/test_algorithms.py": 0.51,
    "processing/test_inputs_kept.py": 0.25,
    "processing/test_many_machines.py": 5.0,
    "processing/test_qgis_process.py": 3.0,
    "processing/test_style_algorithms.py": 4.5,
    "processing/test_summary.py": 2.0,
    "styles": 0.07,
    "styles/test_styles.py": 0.02,
    "test_plugin.py": 0.4,
    "tools": 0.5,
    "tools/test_collection.py": 4.5,
    "tools/test_gallery.py": 2.5,
    "tools/test_suite.py": 8.5,
    "ui": 0.4,
    "ui/cartouche": 1.4,
    "ui/cartouche/test_dialog.py": 0.47,
    "ui/cartouche/test_texts_page.py": 0.77,
    "ui/dock": 0.6,
    "ui/dock/test_choices.py": 0.28,
    "ui/dock/test_export.py": 0.75,
    "ui/dock/test_kept_layouts.py": 2.5,
    "ui/dock/test_loaded_group.py": 1.0,
    "ui/dock/test_printer_keeper.py": 0.17,
    "ui/series": 0.5,
    "ui/series/test_dialog.py": 0.14,
    "ui/styles/test_class_styles.py": 0.89,
}
USUAL = 0.1


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Have the matrix not even read the modules that it leaves out."""
    if config.option.markexpr != "not once":
        return None
    return _is_once(collection_path.relative_to(Path(__file__).parent)) or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the matrix leaves out; begin with the modules that say so, then with the longest.

    So all workers end together. Where a random order is asked for, it comes after this.
    """
    here = Path(__file__).parent
    # Of each module once: there are thousands of tests, and comparing paths takes its time.
    sizes = Counter(item.path for item in items)
    places = {path: path.relative_to(here) for path in sizes}
    once = {path for path, place in places.items() if _is_once(place)}
    times = {path: size * _seconds(places[path]) for path, size in sizes.items()}
    for item in items:
        if item.path in once:
            item.add_marker("once")
    items.sort(key=lambda item: (item.get_closest_marker("early") is None, -times[item.path]))


def _is_once(path: Path) -> bool:
    """Whether all of a module, or of a folder, is the same on every release of QGIS."""
    if any(f"{each}/".startswith(f"{path.as_posix()}/") for each in ON_EACH):
        return False
    return any(place.as_posix() in ONCE for place in (path, *path.parents))


def _seconds(path: Path) -> float:
    """How long a test of a module takes, by what of `SECONDS` is nearest to it."""
    places = (place.as_posix() for place in (path, *path.parents))
    return next((SECONDS[place] for place in places if place in SECONDS), USUAL)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real sample data and references beside the checkout."""
    if not SHARED.is_dir():
        from srce_pac.tests.support.missing import MissingError

        raise MissingError("needs the sample data of ../shared, which is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def embedded(qgis_app: Any) -> Iterator[Gazetteer]:
    """The territories that come with the plugin."""
    from srce_pac.core.territory.territory_sources import open_gazetteer
    from srce_pac.tests.support.demonstration_sheets import close_printers, keep_printers

    gazetteer = open_gazetteer()
    keep_printers(gazetteer)
    yield gazetteer
    close_printers()


@pytest.fixture(scope="session")
def shared_printer(embedded: Gazetteer) -> Printer:
    """One printer of the demonstration for tests of what is printed, not of who prints it."""
    from srce_pac.core.common.request import SheetRequest
    from srce_pac.tests.support.demonstration_sheets import kept_printer

    printer = kept_printer(SheetRequest(""), embedded)
    assert printer is not None
    return printer


@pytest.fixture
def project(qgis_app: Any) -> Iterator[QgsProject]:
    """A project of its own, emptied before QGIS ends."""
    from qgis.core import QgsProject

    project = QgsProject()
    yield project
    project.clear()


@pytest.fixture(scope="session")
def postgis_server(qgis_app: Any) -> Iterator[PostgisServer]:
    """A PostGIS that runs to the end of the suite."""
    from srce_pac.tests.support.services import PostgisServer

    with PostgisServer() as server:
        yield server


@pytest.fixture
def postgis(postgis_server: PostgisServer) -> Iterator[PostgisServer]:
    """A PostGIS whose database is empty."""
    yield postgis_server
    postgis_server.empty()


@pytest.fixture(scope="session")
def qgis_server(qgis_app: Any) -> Iterator[QgisServer]:
    """A QGIS Server that runs to the end of the suite."""
    from srce_pac.tests.support.services import QgisServer

    with QgisServer() as server:
        yield server


@pytest.fixture
def qgis_profile(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty QGIS profile for one test, whatever module asks; gives the plugin's folder in it.

    The folder itself is not there yet. QGIS's settings stay those of the suite.
    """
    from qgis.core import QgsApplication

    profile = tmp_path_factory.mktemp("profile")
    monkeypatch.setattr(
        QgsApplication, "qgisSettingsDirPath", staticmethod(lambda: f"{profile.as_posix()}/")
    )
    return profile / "srce_pac"


@pytest.fixture(autouse=True)
def qgis_show_map() -> None:
    """In the place of that of pytest-qgis, which makes a folder for every test."""


@pytest.fixture(autouse=True)
def release(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test's layers go with the test: one that outlives QGIS brings the process down."""
    yield
    request.node.funcargs.clear()


@pytest.fixture(scope="session", autouse=True)
def release_last(qgis_app: Any) -> Iterator[None]:
    """Let go of what only a failure's traceback or a reference cycle holds, before QGIS ends."""
    yield
    for name in ("last_exc", "last_value", "last_traceback"):
        vars(sys).pop(name, None)
    gc.collect()


@pytest.fixture(scope="module")
def process_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the plugins and of the profile of `qgis_process`."""
    return tmp_path_factory.mktemp("process")


@pytest.fixture(scope="module")
def qgis_process(process_folder: Path) -> Process:
    """Run qgis_process as a script would: from a folder of its own, in a new profile."""
    # Not above: the package bears its name only once `link_package` was called.
    from srce_pac.tests.support.process import new_process

    return new_process(process_folder)
