# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugin must withstand: one clear sentence, and nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.layers.sheet_layers import open_layers
from srce_pac.core.pipeline import SheetResult, load_sheet_layers
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.processing.loadlayers import LoadLayers
from srce_pac.processing.provider import SrcePacProvider
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    SIDE,
    Row,
    bow_tie,
    box,
    commune,
    epci,
    find,
    line,
    load_cartouche,
    make_gazetteer,
    open_layer,
    rows,
    sheet_context,
    two_communes,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

HOSTILE_NAMES = (
    'L\'Île <b>"x"</b>/é',
    "Saint-Étienne-d'Œuilly; DROP TABLE x; --",
    "C:\\Temp\\é",
    "../../etc/passwd",
    "[% layer_property('x') %] {0} %s %1",
    "&amp; <img src=x> </html>",
    "Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois",
    "Y",
)


def reservoirs(path: Path, wkts: list[str | None] | None = None, **how: Any) -> Path:
    """A file of reservoirs in the national schema, by default one in each commune."""
    shapes = [box(100, 100, 50), box(1100, 100, 50)] if wkts is None else wkts
    return write_layer(path, rows(shapes, NATIONAL_RESERVOIR), **how)


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Two square communes; Alpha's name is also that of a third, elsewhere."""
    return make_gazetteer(
        tmp_path, [*two_communes(), commune("62001", "Alpha", box(50_000, 0, SIDE))]
    )


def refused(call: Callable[[], object], typed: str = "") -> str:
    """The sentence with which something is refused: one, whole, without a trace of Python.

    `typed` is what the user typed, which may well look like such a trace.
    """
    with pytest.raises(SrceError) as caught:
        call()
    sentence = str(caught.value)
    assert sentence == sentence.strip()
    assert sentence.endswith((".", "!", "?"))
    assert sentence[0].isupper() or sentence[0] == "“"
    assert "\n" not in sentence
    for trace in ("Traceback", "Errno", "NoneType", "object at 0x", "Error("):
        assert trace not in sentence
    assert not re.search(r"{\w*}", sentence.replace(typed, "") if typed else sentence)
    return sentence


class Case(NamedTuple):
    """A source that is refused: how it is made, and what its refusal names."""

    make: Callable[[Path], Path]
    named: str


def _nothing(folder: Path) -> Path:
    return folder / "n_srce_nowhere.gpkg"


def _empty_file(folder: Path) -> Path:
    path = folder / "vide.gpkg"
    path.touch()
    return path


def _empty_folder(folder: Path) -> Path:
    path = folder / "dossier"
    path.mkdir()
    return path


def _garbage(folder: Path) -> Path:
    path = folder / "abime.shp"
    path.write_bytes(os.urandom(4000))
    return path


def _unknown(folder: Path) -> Path:
    return write_layer(folder / "parcelles.fgb", [Row(box(0, 0, 9), {"a": "1"})])


def _without_crs(folder: Path) -> Path:
    return reservoirs(folder / "n_srce_reservoir_s_000.shp", crs="")


def _without_field(folder: Path) -> Path:
    return write_layer(folder / "n_srce_reservoir_s_000.fgb", [Row(box(0, 0, 9), {"ID_RESV": "1"})])


SOURCES = {
    "missing": Case(_nothing, "n_srce_nowhere.gpkg"),
    "empty file": Case(_empty_file, "vide.gpkg"),
    "empty folder": Case(_empty_folder, "dossier"),
    "unreadable": Case(_garbage, "abime.shp"),
    "no known schema": Case(_unknown, "parcelles"),
    "no CRS": Case(_without_crs, "n_srce_reservoir_s_000"),
    "no needed field": Case(_without_field, "id_srce"),
}


class TestSentences:
    """Each refusal is one sentence that names what is wrong, and nothing is lost."""

    @pytest.mark.parametrize("case", SOURCES.values(), ids=list(SOURCES))
    def test_a_source_that_cannot_be_used(
        self, tmp_path: Path, gazetteer: Gazetteer, case: Case
    ) -> None:
        project = QgsProject()
        request = SheetRequest("59001", source=str(case.make(tmp_path)))
        assert case.named in refused(lambda: load_sheet_layers(request, gazetteer, project))
        assert project.mapLayers() == {}
        assert project.layerTreeRoot().children() == []

    @pytest.mark.parametrize("text", ["Atlantide", "99999", "", "Alpha", *HOSTILE_NAMES])
    def test_a_territory_that_is_unknown_or_ambiguous(
        self, gazetteer: Gazetteer, text: str
    ) -> None:
        sentence = refused(lambda: gazetteer.resolve(text), text)
        assert f"“{text}”" in sentence

    @pytest.mark.parametrize("entry", [{"sheet": "nulle part.json"}, {"outside": "somehow"}])
    def test_a_request_that_makes_no_sense(
        self, gazetteer: Gazetteer, entry: dict[str, Any]
    ) -> None:
        request = SheetRequest("59001", **entry)
        sentence = refused(lambda: load_sheet_layers(request, gazetteer, QgsProject()))
        assert f"“{next(iter(entry.values()))}”" in sentence

    def test_a_damaged_sheet_or_cartouche(self, tmp_path: Path) -> None:
        path = tmp_path / "abime.json"
        path.write_text("{", encoding="utf-8")
        assert "abime.json" in refused(lambda: load_sheet(str(path)))
        assert "abime.json" in refused(lambda: load_cartouche(path))

    def test_territories_that_cannot_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "communes.gpkg"
        assert "communes.gpkg" in refused(lambda: open_gazetteer(str(path)))

    def test_a_path_with_braces_or_markup_is_shown_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "{0} {path} <b> %s.gpkg"
        with pytest.raises(SrceError) as caught:
            recognise(str(path))
        assert str(path) in str(caught.value)


class TestGeometries:
    """Null and invalid geometries are drawn or skipped, counted, never a crash."""

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson"])
    def test_all_faults_in_one_layer_are_loaded_and_told(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        path = reservoirs(
            tmp_path / f"n_srce_reservoir_s_000{ending}",
            [box(100, 100, 50), None, bow_tie(300, 300, 100), None],
        )
        project = QgsProject()
        result = load(path, gazetteer, project)
        assert result.counts == {"reservoir": 2}
        assert len(result.warnings) == 2
        assert {re.sub(r"\D*(\d+).*", r"\1", warning) for warning in result.warnings} == {"1", "2"}

    def test_an_invalid_territory_is_loaded(self, tmp_path: Path) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb", [bow_tie(0, 0, 500)])
        twisted = make_gazetteer(tmp_path, [commune("59001", "Nœud", bow_tie(0, 0, SIDE))])
        assert load(source, twisted, QgsProject()).counts == {"reservoir": 1}

    def test_members_without_contour_are_left_out(self, tmp_path: Path) -> None:
        territories = [
            commune("59001", "Alpha", box(0, 0, SIDE), "200000001"),
            commune("59002", "Vide", None, "200000001"),
            epci("200000001", "CC", box(0, 0, SIDE), ["59001", "59002"]),
        ]
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        gazetteer = make_gazetteer(tmp_path, territories, ".gpkg")
        assert load(source, gazetteer, QgsProject(), "200000001").counts == {"reservoir": 1}


class TestNothing:
    """Nothing at all within the territory."""

    def test_the_territory_is_loaded_with_its_counts_at_nought(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb", [box(9000, 9000, 9)])
        project = QgsProject()
        result = load(source, gazetteer, project)
        assert result.counts == {"reservoir": 0}
        assert find_group(project) is not None
        assert all(layer.isValid() for layer in project.mapLayers().values())

    def test_a_source_without_any_object_is_told(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        source = write_layer(tmp_path / "n_srce_reservoir_s_000.fgb", [], fields=NATIONAL_RESERVOIR)
        result = load(source, gazetteer, QgsProject())
        assert result.counts == {"reservoir": 0}
        assert any("n_srce_reservoir_s_000" in warning for warning in result.warnings)


class TestNames:
    """Names with quotes, slashes, accents or markup."""

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_a_territory_of_any_name_is_found_loaded_and_named(
        self, tmp_path: Path, name: str
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        hostile = make_gazetteer(tmp_path, [commune("59001", name, box(0, 0, SIDE))])
        assert hostile.resolve(name).code == "59001"
        assert [entry.name for entry in hostile.search(name)] == [name]
        project = QgsProject()
        assert load(source, hostile, project, name).counts == {"reservoir": 1}
        group = find_group(project)
        assert group is not None
        assert name in group.name()

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_a_neighbour_of_any_name_is_drawn_under_its_name(
        self, tmp_path: Path, name: str
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        hostile = make_gazetteer(
            tmp_path,
            [
                commune("59001", "Alpha", box(0, 0, SIDE)),
                commune("59002", name, box(SIDE, 0, SIDE)),
            ],
        )
        layers = open_layers(sheet_context(hostile), recognise(str(source)))
        assert [f["name"] for f in layers.reference["neighbours"].getFeatures()] == [name]


class TestDamage:
    """Files that broke on their way."""

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    @pytest.mark.parametrize("kept", [0.95, 0.5, 0.05])
    def test_a_file_cut_short_is_refused_or_told(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str, kept: float
    ) -> None:
        many = [box(10 * (i % 90), 10 * (i // 90), 5) for i in range(600)]
        path = reservoirs(tmp_path / f"n_srce_reservoir_s_000{ending}", [*many])
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * kept)])
        complete, told = outcome(path, gazetteer)
        assert complete or "n_srce_reservoir_s_000" in told

    def test_a_file_that_vanishes_leaves_the_loaded_project_usable(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        project = QgsProject()
        load(source, gazetteer, project)
        source.unlink()
        refused(lambda: load(source, gazetteer, project, "59002"))
        group = find_group(project)
        assert group is not None
        assert "Alpha" in group.name()


def test_a_geopackage_stays_byte_for_byte_as_it_is(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "n_srce_reservoir_s_059.gpkg", rows([box(10, 10, 100)], NATIONAL_RESERVOIR)
    )
    before = path.read_bytes()
    gazetteer = make_gazetteer(tmp_path)
    layers = open_layers(sheet_context(gazetteer), recognise(str(path)))
    assert layers.counts == {"reservoir": 1}
    # QGIS itself would turn its journal into one of writes, and leave that beside it.
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*-wal")) == []


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
try:
    print("counts", load_sheet_layers(SheetRequest("59001", source=sys.argv[3]), gazetteer,
                                      project).counts)
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
    def load_as_nobody(self, root: Path, share: Path) -> Callable[..., str]:
        """Load a source as a user with no rights of their own, and tell what came of it."""
        as_nobody: list[str] = []
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            if shutil.which("setpriv") is None:
                pytest.skip("root may write anywhere, and setpriv, to be nobody, is not here")
            as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        elif os.name == "nt":
            pytest.skip("Windows has no permission bits")
        checkout = ["test", "-r", str(root / "core" / "pipeline.py")]
        if subprocess.run([*as_nobody, *checkout], check=False).returncode:
            pytest.skip("the checkout stands in a folder that nobody may enter")

        def load(source: Path, profile: Path | None = None) -> str:
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
                arguments = [str(plugins), str(share / "territories.fgb"), str(source)]
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
            return done.stdout.strip().splitlines()[-1]

        return load

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_a_source_in_a_read_only_folder_is_loaded(
        self, share: Path, load_as_nobody: Callable[..., str], ending: str
    ) -> None:
        make_gazetteer(share)
        source = reservoirs(share / f"n_srce_reservoir_s_000{ending}")
        lock(share)
        assert load_as_nobody(source) == "counts {'reservoir': 1}"

    def test_a_file_that_may_not_be_read_is_refused_by_name(
        self, share: Path, load_as_nobody: Callable[..., str]
    ) -> None:
        make_gazetteer(share)
        source = reservoirs(share / "n_srce_reservoir_s_000.fgb")
        lock(share)
        source.chmod(0)
        told = load_as_nobody(source)
        assert told.startswith("refused")
        assert source.name in told

    def test_a_folder_that_may_not_be_entered_is_refused_by_name(
        self, share: Path, load_as_nobody: Callable[..., str]
    ) -> None:
        make_gazetteer(share)
        closed = share / "ferme"
        closed.mkdir()
        reservoirs(closed / "n_srce_reservoir_s_000.fgb")
        lock(share)
        closed.chmod(0)
        told = load_as_nobody(closed)
        assert told.startswith("refused")
        assert closed.name in told

    def test_a_profile_that_may_not_be_written_is_refused_in_a_sentence(
        self, share: Path, load_as_nobody: Callable[..., str]
    ) -> None:
        make_gazetteer(share)
        profile = share / "profil"
        profile.mkdir()
        lock(share)
        told = load_as_nobody(Path("demonstration"), profile)
        assert told.startswith("refused")
        assert "profil" in told


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


def load(
    source: Path, gazetteer: Gazetteer, project: QgsProject, territory: str = "59001"
) -> SheetResult:
    """Load a territory of a source into a project."""
    return load_sheet_layers(SheetRequest(territory, source=str(source)), gazetteer, project)


def outcome(path: Path, gazetteer: Gazetteer) -> tuple[bool, str]:
    """Whether all 600 objects of a source were loaded, and what was said of it."""
    try:
        result = load(path, gazetteer, QgsProject())
    except SrceError as error:
        return False, str(error)
    return result.counts == {"reservoir": 600}, " ".join(result.warnings)


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


def test_lines_and_areas_of_a_source_may_each_have_their_crs(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    reservoirs(folder / "n_srce_reservoir_s_000.fgb", crs="EPSG:4326")
    write_layer(
        folder / "n_srce_corridor_l_000.shp",
        rows([line((10, 10), (500, 500)), line((5000, 0), (6000, 0))], NATIONAL_CORRIDOR),
        geometry="LineString",
        crs="EPSG:3857",
    )
    assert load(folder, gazetteer, QgsProject()).counts == {"corridor": 1, "reservoir": 1}
