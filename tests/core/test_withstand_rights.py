# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders and files without the rights, and layers loaded all the same or not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.processing.loadlayers import LoadLayers
from srce_pac.processing.provider import SrcePacProvider
from srce_pac.tests.support.factories import (
    Row,
    find,
    make_gazetteer,
    open_layer,
    two_communes,
    write_layer,
)
from srce_pac.tests.support.missing import MissingError, find_program
from srce_pac.tests.support.withstand import reservoirs

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestRights:
    """Folders and files that another user owns."""

    SCRIPT = """
import sys
from qgis.core import QgsApplication, QgsProject
application = QgsApplication([], False)
application.initQgis()
sys.path.insert(0, sys.argv[1])
from srce_pac.core.common.errors import SrceError
from srce_pac.core.pipeline import SheetRequest, load_sheet_layers
from srce_pac.core.territory.territory_sources import open_gazetteer
gazetteer = open_gazetteer(sys.argv[2])
project = QgsProject()
for source in sys.argv[3:]:
    try:
        request = SheetRequest("59001", source=source)
        print("counts", load_sheet_layers(request, gazetteer, project).counts)
    except SrceError as error:
        print("refused", error)
del gazetteer
project.clear()
del project
"""

    @pytest.fixture
    def share(self) -> Iterator[Path]:
        """A folder that anybody may enter, unlike pytest's own."""
        folder = Path(tempfile.mkdtemp(prefix="partage "))
        folder.chmod(0o755)
        yield folder
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(folder)

    @pytest.fixture
    def load_as_nobody(self, root: Path, share: Path) -> Callable[..., list[str]]:
        """Load a source as a user with no rights of their own, and tell what came of it."""
        as_nobody: list[str] = []
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Root may write anywhere.
            setpriv = find_program("setpriv")
            as_nobody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
        elif os.name == "nt":
            raise MissingError("Windows has no permission bits")
        checkout = ["test", "-r", str(root / "core" / "pipeline.py")]
        if subprocess.run([*as_nobody, *checkout], check=False).returncode:
            raise MissingError("the checkout stands in a folder that nobody may enter")

        def load(*sources: Path, profile: Path | None = None) -> list[str]:
            with tempfile.TemporaryDirectory() as home:
                Path(home).chmod(0o777)
                environment = {
                    **os.environ,
                    "HOME": home,
                    "XDG_RUNTIME_DIR": home,
                    "QGIS_CUSTOM_CONFIG_PATH": str(profile or home),
                    "PYTHONDONTWRITEBYTECODE": "1",
                }
                plugins = root / ".build" / "plugins"
                arguments = [str(plugins), str(share / "territories.fgb"), *map(str, sources)]
                done = subprocess.run(
                    [*as_nobody, sys.executable, "-c", self.SCRIPT, *arguments],
                    env=environment,
                    cwd=home,
                    capture_output=True,
                    encoding="utf-8",
                    timeout=600,
                    check=False,
                )
            assert done.returncode == 0, done.stderr
            return done.stdout.strip().splitlines()[-len(sources) :]

        return load

    def test_a_source_in_a_read_only_folder_is_loaded(
        self, share: Path, load_as_nobody: Callable[..., list[str]]
    ) -> None:
        make_gazetteer(share)
        endings = (".gpkg", ".shp", ".geojson", ".fgb")
        sources = []
        for ending in endings:
            folder = share / ending[1:]
            folder.mkdir()
            folder.chmod(0o755)
            sources.append(reservoirs(folder / f"n_srce_reservoir_s_000{ending}"))
        lock(share)
        outcomes = dict(zip(endings, load_as_nobody(*sources)))
        assert outcomes == dict.fromkeys(endings, "counts {'reservoir': 1}")

    def test_a_file_that_may_not_be_read_is_refused_by_name(
        self, share: Path, load_as_nobody: Callable[..., list[str]]
    ) -> None:
        make_gazetteer(share)
        source = reservoirs(share / "n_srce_reservoir_s_000.fgb")
        lock(share)
        source.chmod(0)
        (outcome,) = load_as_nobody(source)
        assert outcome.startswith("refused")
        assert source.name in outcome

    def test_a_folder_that_may_not_be_entered_is_refused_by_name(
        self, share: Path, load_as_nobody: Callable[..., list[str]]
    ) -> None:
        make_gazetteer(share)
        closed = share / "ferme"
        closed.mkdir()
        reservoirs(closed / "n_srce_reservoir_s_000.fgb")
        lock(share)
        closed.chmod(0)
        (outcome,) = load_as_nobody(closed)
        assert outcome.startswith("refused")
        assert closed.name in outcome

    def test_a_profile_that_may_not_be_written_is_refused_in_a_sentence(
        self, share: Path, load_as_nobody: Callable[..., list[str]]
    ) -> None:
        make_gazetteer(share)
        profile = share / "profil"
        profile.mkdir()
        lock(share)
        (outcome,) = load_as_nobody(Path("demonstration"), profile=profile)
        assert outcome.startswith("refused")
        assert "profil" in outcome


class TestLoadLayers:
    """The algorithm `srce_pac:loadlayers`."""

    def test_the_provider_has_it_with_the_parameters_of_the_contract(self) -> None:
        provider = SrcePacProvider()
        provider.loadAlgorithms()
        algorithm = provider.algorithm("loadlayers")
        assert provider.id() == "srce_pac"
        names = {p.name() for p in algorithm.parameterDefinitions()}
        assert {"TERRITORY", "SHEET", "SOURCE", "TERRITORIES", "EPCIS", "OUTSIDE"} <= names

    def test_it_loads_into_the_project_and_counts(self, tmp_path: Path) -> None:
        project = QgsProject()
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        made = run_algorithm(project, tmp_path, TERRITORY="59001", SOURCE=str(source))
        assert made == {"COUNT": 1}
        assert find_group(project) is not None

    def test_the_source_is_the_demonstration_unless_named(self) -> None:
        project = QgsProject()
        made = run_algorithm(project, None, TERRITORY="59294")
        assert made["COUNT"] > 0
        group = find_group(project)
        assert group is not None
        assert "Haynecourt" in group.name()

    @pytest.mark.parametrize(
        ("parameters", "named"),
        [
            ({"TERRITORY": "Atlantide"}, "Atlantide"),
            ({"TERRITORY": "59001", "SOURCE": "/nulle/part.gpkg"}, "part.gpkg"),
            ({"TERRITORY": "59001", "SHEET": "/nulle/part.json"}, "part.json"),
        ],
    )
    def test_a_refusal_is_its_own_sentence(
        self, tmp_path: Path, parameters: dict[str, str], named: str
    ) -> None:
        project = QgsProject()
        with pytest.raises(QgsProcessingException, match=named):
            run_algorithm(project, tmp_path, **parameters)
        assert project.mapLayers() == {}

    def test_without_a_project_it_says_so(self) -> None:
        with pytest.raises(QgsProcessingException, match="PROJECT_PATH"):
            run_algorithm(None, None, TERRITORY="59294")

    def test_epcis_of_ones_own_leave_the_embedded_communes(self, tmp_path: Path) -> None:
        project = QgsProject()
        project.addMapLayer(epci_layer(tmp_path))
        made = run_algorithm(project, None, TERRITORY="59294", EPCIS="epcis")
        assert made["COUNT"] > 0

    def test_an_epci_of_ones_own_is_found_beside_the_embedded_communes(
        self, tmp_path: Path
    ) -> None:
        project = QgsProject()
        project.addMapLayer(epci_layer(tmp_path))
        run_algorithm(project, None, TERRITORY="299999999", EPCIS="epcis")
        group = find_group(project)
        assert group is not None
        assert "CC à moi" in group.name()


def lock(folder: Path) -> None:
    """Take the right to write away from everybody."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(
            path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
            | stat.S_IRGRP
            | stat.S_IROTH
        )
        if path.is_dir():
            path.chmod(0o555)


def epci_layer(folder: Path) -> QgsVectorLayer:
    """An EPCI of the user's own, of two communes that really exist."""
    shape = find(open_gazetteer(), "59294").geometry.asWkt()
    values = {
        "code_siren": "299999999",
        "nom_officiel": "CC à moi",
        "nature": "CC",
        "codes_insee_des_communes_membres": "59294/59122",
    }
    path = write_layer(folder / "epcis.fgb", [Row(shape, values)], geometry="MultiPolygon")
    layer = open_layer(path)
    layer.setName("epcis")
    return layer


def run_algorithm(
    project: QgsProject | None, folder: Path | None, **parameters: Any
) -> dict[str, Any]:
    """Run `loadlayers`, with two square communes of a folder where one is given."""
    context = QgsProcessingContext()
    if project is not None:
        context.setProject(project)
    if folder is not None:
        parameters["TERRITORIES"] = str(
            write_layer(folder / "communes.fgb", two_communes(), geometry="MultiPolygon")
        )
    algorithm = LoadLayers()
    algorithm.initAlgorithm()
    return dict(algorithm.processAlgorithm(parameters, context, QgsProcessingFeedback()))
