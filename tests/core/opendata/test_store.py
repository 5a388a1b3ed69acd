# SPDX-License-Identifier: GPL-3.0-or-later
"""Open data at hand: the list, what is downloaded of it, its recognition, and its dialog."""

from __future__ import annotations

import datetime
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QMessageBox

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.opendata.catalogue import OpenData, available_open_data
from srce_pac.core.opendata.http_transfer import GoneError
from srce_pac.core.opendata.store import fetch, fetched, is_begun, remove
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.provenance import credit_of
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.clock import Heartbeat, ends_soon
from srce_pac.tests.support.desktop import click, settle, when
from srce_pac.tests.support.factories import (
    SIDE,
    Row,
    box,
    load,
    make_gazetteer,
    open_layer,
    point,
    rows,
    write_layer,
)
from srce_pac.tests.support.servers import FileServer, Reply, Request, cut, ranged
from srce_pac.tests.support.services import MapServer
from srce_pac.ui.common.progress import Progress
from srce_pac.ui.opendata.dialog import OpenDataDialog

pytestmark = pytest.mark.usefixtures("qgis_app")

ROOT = Path(__file__).resolve().parents[3]
TODAY = datetime.date.today()

# The fields by which the layers of the SRADDET Hauts-de-France are recognised.
RESERVOIR = {"id_resv": "R1", "id_cer": "FR32", "nom_resv": "Le bois", "milmaj_nat": "boisé"}
CORRIDOR = {"id_corr": "C1", "id_cer": "FR32"}
OBSTACLE = {"id_obst": "O1", "id_cer": "FR32", "type_obst": "02"}


@pytest.fixture(autouse=True)
def profile(qgis_profile: Path) -> Path:
    """A profile folder of the test's own."""
    (qgis_profile / "data" / "opendata").mkdir(parents=True)
    return qgis_profile


@pytest.fixture(scope="module")
def sraddet(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Three zips of shapefiles, as a region publishes them, over the communes of the tests."""
    folder = tmp_path_factory.mktemp("sraddet")
    layers = {
        "cer_reservoir_s_fr32": ("Polygon", [box(100, 100, 200), box(1_500, 100, 200)], RESERVOIR),
        "cer_corridor_s_fr32": ("Polygon", [box(0, 500, 900, 50)], CORRIDOR),
        "cer_obstacle_p_fr32": ("Point", [point(500, 520), point(550, 520)], OBSTACLE),
    }
    zips = {}
    for name, (geometry, wkts, values) in layers.items():
        write_layer(folder / f"{name}.shp", rows(wkts, values), geometry)
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            for path in folder.glob(f"{name}.*"):
                if path.suffix != ".zip":
                    archive.write(path, path.name)
        zips[f"{name}.zip"] = (folder / f"{name}.zip").read_bytes()
    return zips


class Publisher:
    """A server of files by name, and the source that is made of them."""

    def __init__(self, content: Mapping[str, bytes], home: Path) -> None:
        self.content = dict(content)
        # Of which files only some bytes come, by name.
        self.cuts: dict[str, int] = {}
        self.home = home
        self.server = FileServer(self._answer)

    def asked(self) -> list[str]:
        return [request.path for request in self.server.asked]

    def source(self, **entries: object) -> OpenData:
        """The source, through a list of the user's."""
        listed = [{"url": self.server.url(name), "name": name} for name in self.content]
        write_list(self.home, "published", files=listed, **entries)
        return find("published")

    def _answer(self, request: Request) -> Reply:
        if request.path not in self.content:
            return Reply(b"<html>Perdu</html>", 404, "text/html")
        body = self.content[request.path]
        reply = ranged(request, Reply(body, kind="application/zip"), f'"{hash(body)}"')
        count = self.cuts.pop(request.path, 0)
        return cut(reply, count) if count else reply


@pytest.fixture
def publisher(sraddet: dict[str, bytes], profile: Path) -> Iterator[Publisher]:
    made = Publisher(sraddet, profile)
    yield made
    made.server.close()


def write_list(profile: Path, key: str, **entries: object) -> None:
    """A list of the user's: what it says, on top of what every list says."""
    usual = {
        "name": "Données publiées",
        "holds": "ecology",
        "licence": "Licence Ouverte 2.0",
        "date": "2020",
        "credit": "© Région",
        "page": "https://data.example/page",
    }
    content = {k: v for k, v in {**usual, **entries}.items() if v is not None}
    path = profile / "data" / "opendata" / f"{key}.json"
    path.write_text(json.dumps(content), encoding="utf-8")


def find(key: str) -> OpenData:
    return next(source for source in available_open_data() if source.id == key)


class TestList:
    def test_the_bundled_list_is_whole(self) -> None:
        sources = available_open_data()

        assert [source.fault for source in sources if source.fault] == []
        assert {source.id for source in sources} == {
            "srce_inpn",
            "sraddet_hdf_2020",
            "admin_express",
            "admin_express_cog_carto",
        }
        assert [source.holds for source in sources] == ["ecology"] * 2 + ["territories"] * 2
        for source in sources:
            assert source.credit
            assert source.page.startswith("https://")
            urls = [file.url for file in source.files]
            urls += [source.service.url] if source.service else []
            assert urls
            assert all(url.startswith("https://") for url in urls)

    def test_each_bundled_file_of_ecology_is_one_that_a_preset_knows(self) -> None:
        names = [n for preset in load_presets() for rule in preset.rules for n in rule.names]

        for source in available_open_data():
            for file in source.files:
                stem = Path(file.name).stem.lower()
                assert any(re.fullmatch(name, stem) for name in names), stem

    def test_only_territories_are_had_by_departement(self) -> None:
        for source in available_open_data():
            assert source.by_departement == (source.holds == "territories")

    def test_a_list_of_the_users_adds_a_source_or_takes_the_place_of_one(
        self, profile: Path
    ) -> None:
        files = [{"url": "https://data.example/a.zip", "name": "a.zip", "size": 12}]
        write_list(profile, "own", files=files)
        write_list(profile, "srce_inpn", files=files, name="Copie du bureau")

        assert len(available_open_data()) == 5
        assert find("own").files[0].size == 12
        assert find("srce_inpn").name == "Copie du bureau"

    @pytest.mark.parametrize(
        ("entries", "named"),
        [
            ({"credit": None}, "credit"),
            ({"name": 3}, "name"),
            ({"holds": "roads"}, "holds"),
            ({"page": "data.example"}, "page"),
            ({"files": None}, "files"),
            ({"files": [{"url": "ftp://data.example/a.zip", "name": "a.zip"}]}, "files[0].url"),
            ({"files": [{"url": "file:///etc/passwd", "name": "a.zip"}]}, "files[0].url"),
            (
                {"files": [{"url": "https://data.example/a.zip", "name": "../a.zip"}]},
                "files[0].name",
            ),
            ({"files": [{"url": "https://data.example/a.zip"}]}, "files[0].name"),
            ({"files": [{"url": "https://", "name": "a.zip"}]}, "files[0].url"),
            (
                {"files": [{"url": "https://x/a.zip", "name": "a.zip", "optional": "oui"}]},
                "files[0].optional",
            ),
            (
                {"files": [{"url": "https://x/a.zip", "name": "a.zip", "size": True}]},
                "files[0].size",
            ),
            ({"files": ["https://x/a.zip"]}, "files[0]"),
            ({"files": []}, "files"),
            ({"credit": "© le {jour}"}, "credit"),
            ({"files": None, "service": []}, "service"),
            (
                {"files": None, "service": {"url": "https://x", "version": "2.0.0"}},
                "service.layers",
            ),
            (
                {"files": None, "service": {"url": "https://x", "version": "2", "layers": []}},
                "service.layers",
            ),
            ({"size": "12"}, "size"),
            ({"size": 1.5}, "size"),
            ({"size": -1}, "size"),
            ({"service": {"url": "https://x", "version": "2.0.0", "layers": []}}, "files"),
        ],
    )
    def test_a_wrong_list_says_where_and_spares_the_others(
        self, profile: Path, entries: dict[str, object], named: str
    ) -> None:
        files = [{"url": "https://data.example/a.zip", "name": "a.zip"}]
        write_list(profile, "wrong", **{"files": files, **entries})

        assert len(available_open_data()) == 5
        with pytest.raises(SourceError, match=rf"wrong\.json” is wrong at “{re.escape(named)}”: "):
            fetch(find("wrong"))

    def test_a_list_that_is_no_json_is_told(self, profile: Path) -> None:
        (profile / "data" / "opendata" / "broken.json").write_text("{", encoding="utf-8")

        assert "is not valid JSON" in find("broken").fault


class TestFiles:
    def test_what_is_downloaded_is_recognised_and_counted_at_once(
        self, publisher: Publisher, tmp_path: Path
    ) -> None:
        source = publisher.source()

        text = str(fetch(source).folder)

        assert recognise(text).title == "SRADDET Hauts-de-France 2020"
        loaded = load(make_gazetteer(tmp_path), Path(text))
        counts = {(layer.class_id, layer.geometry): layer.count for layer in loaded.thematic}
        assert counts == {("reservoir", "s"): 1, ("corridor", "s"): 1, ("obstacle", "p"): 2}

    def test_it_lies_in_the_profile_with_its_date_and_nothing_else(
        self, publisher: Publisher, profile: Path
    ) -> None:
        source = publisher.source()
        assert fetched(source) is None

        text = str(fetch(source).folder)

        there = fetched(source)
        assert there is not None
        assert (str(there.folder), there.date, there.departements) == (text, TODAY, ())
        assert there.folder == profile / "opendata" / "published"
        assert {path.name for path in there.folder.iterdir()} == set(publisher.content)
        assert sorted(path.name for path in there.folder.parent.iterdir()) == [
            "published",
            "published.json",
        ]

    def test_progress_goes_from_file_to_file_to_the_end(self, publisher: Publisher) -> None:
        feedback = QgsFeedback()
        shown: list[float] = []
        feedback.progressChanged.connect(shown.append)

        fetch(publisher.source(), feedback)

        assert shown == sorted(shown)
        assert shown[-1] == 100
        assert any(30 < percent < 40 for percent in shown)

    def test_what_is_cut_is_resumed_without_what_had_come(self, publisher: Publisher) -> None:
        source = publisher.source()
        first, second, third = publisher.content
        publisher.cuts[second] = 300

        with pytest.raises(SourceError, match="broke off"):
            fetch(source)
        assert is_begun(source)
        assert fetched(source) is None
        fetch(source)

        assert publisher.asked() == [first, second, second, third]
        assert publisher.server.sent <= 300 + sum(map(len, publisher.content.values()))
        assert not is_begun(source)

    def test_what_was_there_before_stays_until_all_is_there(self, publisher: Publisher) -> None:
        source = publisher.source()
        text = str(fetch(source).folder)
        before = {path: path.read_bytes() for path in Path(text).iterdir()}
        last = list(publisher.content)[-1]
        first = next(iter(publisher.content))
        publisher.content[first] = publisher.content[last]
        publisher.cuts[last] = 300

        with pytest.raises(SourceError):
            fetch(source)
        assert {path: path.read_bytes() for path in Path(text).iterdir()} == before
        fetch(source)

        assert (Path(text) / first).read_bytes() == publisher.content[last]

    def test_a_file_that_is_no_longer_listed_goes(self, publisher: Publisher) -> None:
        text = str(fetch(publisher.source()).folder)
        dropped = publisher.content.popitem()[0]

        fetch(publisher.source())

        assert dropped not in {path.name for path in Path(text).iterdir()}
        assert len(recognise(text).sources) == 2

    def test_a_file_that_is_gone_refuses_the_whole(self, publisher: Publisher) -> None:
        source = publisher.source()
        publisher.content.popitem()

        with pytest.raises(GoneError):
            fetch(source)
        assert fetched(source) is None

    def test_an_optional_file_that_is_gone_is_a_warning(self, publisher: Publisher) -> None:
        files = [
            {"url": publisher.server.url(name), "name": name, "optional": True}
            for name in [*publisher.content, "gone.zip"]
        ]
        write_list(publisher.home, "published", files=files)

        result = fetch(find("published"))

        assert len(list(result.folder.iterdir())) == 3
        assert len(result.warnings) == 1
        assert "gone.zip" in result.warnings[0]

    def test_nothing_but_gone_files_is_refused(self, publisher: Publisher) -> None:
        url = publisher.server.url("gone.zip")
        write_list(
            publisher.home, "lost", files=[{"url": url, "name": "gone.zip", "optional": True}]
        )

        with pytest.raises(GoneError):
            fetch(find("lost"))

    def test_what_is_removed_is_gone_with_what_was_begun(
        self, publisher: Publisher, profile: Path
    ) -> None:
        source = publisher.source()
        fetch(source)
        publisher.cuts[next(iter(publisher.content))] = 300
        with pytest.raises(SourceError):
            fetch(source)

        remove(source)

        assert (fetched(source), is_begun(source)) == (None, False)
        assert list((profile / "opendata").iterdir()) == []

    def test_the_credit_tells_the_day_of_the_download(self, publisher: Publisher) -> None:
        text = str(fetch(publisher.source(credit="© Région, téléchargé le {downloaded}")).folder)

        expected = f"© Région, téléchargé le {TODAY:%d/%m/%Y}"
        assert credit_of(text) == expected
        assert credit_of(f"{text}/cer_corridor_s_fr32.zip") == expected
        assert credit_of(str(Path(text).parent)) == ""
        assert credit_of("demonstration") == ""
        assert recognise(text).credit == expected

    def test_a_damaged_note_is_as_if_nothing_was_downloaded(self, publisher: Publisher) -> None:
        source = publisher.source()
        text = str(fetch(source).folder)

        for note in (
            *("{", "[]", '{"date": "hier", "departements": [], "credit": "x"}'),
            '{"date": "2026-01-01", "departements": [59], "credit": "x"}',
            '{"date": "2026-01-01", "departements": [], "credit": 3}',
        ):
            Path(f"{text}.json").write_text(note, encoding="utf-8")
            assert fetched(source) is None
            assert credit_of(text) == ""
        fetch(source)

        assert fetched(source) is not None


# Territories as the Géoplateforme serves them.
COMMUNES = [
    ("59001", "Alpha", box(0, 0, SIDE), "200000001", 300),
    ("59002", "Bêta", box(SIDE, 0, SIDE), "200000001/200000009", 200),
    ("62001", "Gamma", box(2 * SIDE, 0, SIDE), "200000001", 100),
    ("80001", "Delta", box(9 * SIDE, 0, SIDE), "NR", 50),
]
EPCIS = [
    ("200000001", "CC des Carrés", box(0, 0, 3 * SIDE, SIDE), "59001/59002/62001"),
    ("200000002", "CC d'ailleurs", box(9 * SIDE, 0, SIDE), "80001"),
]


@pytest.fixture(scope="module")
def admin_express(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapServer]:
    """A WFS of communes and EPCIs with the fields of Admin Express, in pages of two."""
    folder = tmp_path_factory.mktemp("admin")
    communes = [
        Row(
            wkt,
            {
                "cleabs": f"COMMUNE_{code}",
                "code_insee": code,
                "nom_officiel": name,
                "code_insee_du_departement": code[:2],
                "population": population,
                "codes_siren_des_epci": epcis,
            },
        )
        for code, name, wkt, epcis, population in COMMUNES
    ]
    epcis = [
        Row(
            wkt,
            {
                "cleabs": f"EPCI____{code}",
                "code_siren": code,
                "nom_officiel": name,
                "nature": "CC",
                "codes_insee_des_communes_membres": members,
            },
        )
        for code, name, wkt, members in EPCIS
    ]
    layers = []
    for name, features in (("commune", communes), ("epci", epcis)):
        path = write_layer(folder / f"{name}.fgb", features, "MultiPolygon", "EPSG:4326")
        layers.append(open_layer(path))
        layers[-1].setName(name)
    with MapServer(layers, page=2) as server:
        yield server


@pytest.fixture
def territories(admin_express: MapServer, profile: Path) -> OpenData:
    """The source of a list that names that service."""
    return service(profile, admin_express.address)


def service(profile: Path, url: str) -> OpenData:
    layers = [
        {"type": "ms:commune", "name": "communes", "commune_codes": "code_insee"},
        {"type": "ms:epci", "name": "epcis", "commune_codes": "codes_insee_des_communes_membres"},
    ]
    write_list(
        profile,
        "territories",
        holds="territories",
        service={"url": url, "version": "2.0.0", "layers": layers},
    )
    return find("territories")


def codes(text: str) -> set[str]:
    return {entry.code for entry in open_gazetteer(text).entries}


def values(text: str, layer: str, field: str) -> set[str]:
    """The values of a field in a layer that was copied."""
    return {feature[field] for feature in open_layer(f"{text}/{layer}.fgb").getFeatures()}


class TestServices:
    def test_all_of_france_comes_in_pages(self, territories: OpenData) -> None:
        text = str(fetch(territories).folder)

        assert {path.name for path in Path(text).iterdir()} == {"communes.fgb", "epcis.fgb"}
        assert codes(text) >= {row[0] for row in [*COMMUNES, *EPCIS]}
        gazetteer = open_gazetteer(text)
        alpha, beta = (gazetteer.resolve(name) for name in ("Alpha", "Bêta"))
        assert (alpha.departement, alpha.population, alpha.epci_name) == (
            "59",
            300,
            "CC des Carrés",
        )
        assert beta.epcis == ("200000001", "200000009")
        assert len(gazetteer.resolve("CC des Carrés").members) == 3
        assert gazetteer.credit == territories.credit

    def test_only_what_belongs_to_the_departements_is_sent(
        self, territories: OpenData, admin_express: MapServer
    ) -> None:
        admin_express.asked.clear()

        text = str(fetch(territories, departements=["59"]).folder)

        assert values(text, "communes", "code_insee") == {"59001", "59002"}
        # It has a member elsewhere.
        assert values(text, "epcis", "code_siren") == {"200000001"}
        there = fetched(territories)
        assert there is not None
        assert there.departements == ("59",)
        pages = [request for request in admin_express.asked if "COUNT=2" in request]
        assert pages
        assert all("PropertyIsLike" in page for page in pages)

    def test_several_departements_may_be_asked_for(self, territories: OpenData) -> None:
        text = str(fetch(territories, departements=["62", "80"]).folder)

        # The second member of the first lies in one of them.
        assert values(text, "epcis", "code_siren") == {"200000001", "200000002"}
        assert "59001" not in {
            f["code_insee"] for f in open_layer(f"{text}/communes.fgb").getFeatures()
        }

    @pytest.mark.parametrize("code", ["5", "Nord", "2C", "59' OR 1", "97"])
    def test_what_is_no_code_is_refused(
        self, territories: OpenData, admin_express: MapServer, code: str
    ) -> None:
        admin_express.asked.clear()

        with pytest.raises(SourceError, match="is no code of a département"):
            fetch(territories, departements=["59", code])

        assert admin_express.asked == []

    def test_more_departements_than_an_address_can_name_are_refused(
        self, territories: OpenData
    ) -> None:
        with pytest.raises(SourceError, match="No more than 6"):
            fetch(territories, departements=["02", "59", "60", "62", "80", "76", "08"])

    def test_a_departement_of_nothing_is_refused_and_what_was_there_stays(
        self, territories: OpenData
    ) -> None:
        before = codes(str(fetch(territories, departements=["59"]).folder))

        with pytest.raises(SourceError, match="has nothing in its layer ms:commune for 2A"):
            fetch(territories, departements=["2a"])

        there = fetched(territories)
        assert there is not None
        assert codes(str(there.folder)) == before

    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Reply(b"<html>En panne</html>", 500, "text/html"), "does not answer"),
            (
                Reply(b"<html>Connectez-vous</html>", kind="text/html"),
                "answers with something else",
            ),
        ],
    )
    def test_an_error_page_of_the_service_is_one_sentence(
        self, profile: Path, reply: Reply, told: str
    ) -> None:
        with FileServer(lambda _: reply) as server, pytest.raises(SourceError, match=told):
            fetch(service(profile, server.url("wfs")))

        assert fetched(find("territories")) is None

    def test_a_service_that_does_not_answer_is_waited_for_with_a_living_window(
        self, profile: Path
    ) -> None:
        feedback = QgsFeedback()
        QTimer.singleShot(1000, feedback.cancel)
        cancelled = pytest.raises(CancelledError)

        with FileServer(lambda _: None) as server, ends_soon(), Heartbeat() as window, cancelled:
            fetch(service(profile, server.url("wfs")), feedback)

        assert window.seconds > 0.9
        assert window.longest_pause < window.seconds / 2


@pytest.fixture
def dialog(publisher: Publisher) -> Iterator[OpenDataDialog]:
    """The dialog, with the published source chosen in it."""
    source = publisher.source()
    made = OpenDataDialog("59")
    made.show()
    choose(made, source.name)
    yield made
    made.close()
    made.deleteLater()
    settle()


def choose(dialog: OpenDataDialog, name: str) -> None:
    found = dialog.form.sources.findItems(name, Qt.MatchFlag.MatchExactly)
    dialog.form.sources.setCurrentItem(found[0])


def messages(dialog: OpenDataDialog) -> list[str]:
    return [item.text() for item in dialog.form.bar.items()]


def buttons(dialog: OpenDataDialog) -> dict[str, bool]:
    form = dialog.form
    found = (form.download, form.use, form.remove)
    return {button.text().replace("&", ""): button.isEnabled() for button in found}


class TestDialog:
    def test_it_tells_what_is_known_of_a_source(self, dialog: OpenDataDialog) -> None:
        text = dialog.form.details.text()

        assert "Licence Ouverte 2.0" in text
        assert "2020" in text
        assert 'href="https://data.example/page"' in text
        assert buttons(dialog) == {"Download": True, "Use": False, "Remove…": False}
        assert dialog.form.departementsRow.isHidden()

    def test_it_fits_a_small_screen(self, dialog: OpenDataDialog) -> None:
        choose(dialog, "Admin Express (IGN)")

        assert dialog.sizeHint().width() <= 580
        assert dialog.sizeHint().height() <= 1000

    def test_what_is_downloaded_can_be_used(self, dialog: OpenDataDialog, profile: Path) -> None:
        given: list[tuple[str, str]] = []
        dialog.chosen.connect(lambda holds, text: given.append((holds, text)))

        click(dialog.form.download)
        assert messages(dialog) == []
        assert buttons(dialog) == {"Update": True, "Use": True, "Remove…": True}
        assert str(TODAY.year)[-2:] in dialog.form.sources.currentItem().text(1)
        click(dialog.form.use)

        assert given == [("ecology", str(profile / "opendata" / "published"))]
        assert dialog.isHidden()

    def test_a_cut_download_can_be_resumed(
        self, dialog: OpenDataDialog, publisher: Publisher
    ) -> None:
        publisher.cuts[next(iter(publisher.content))] = 300

        click(dialog.form.download)
        assert "broke off" in messages(dialog)[0]
        assert buttons(dialog) == {"Resume": True, "Use": False, "Remove…": True}
        assert dialog.form.sources.currentItem().text(1) == "Begun"
        click(dialog.form.download)

        assert messages(dialog) == []
        assert buttons(dialog)["Use"]

    def test_a_download_can_be_cancelled(
        self, dialog: OpenDataDialog, publisher: Publisher
    ) -> None:
        publisher.server.answer = lambda request: Reply(
            publisher.content[request.path], piece=100, pause=0.2
        )
        watch = when(
            lambda: isinstance(QApplication.activeModalWidget(), Progress),
            lambda: QTimer.singleShot(100, lambda: click(dialog.findChild(Progress).cancel)),
        )

        click(dialog.form.download)

        watch.stop()
        assert messages(dialog) == ["Cancelled."]
        settle()
        assert dialog.findChild(Progress) is None

    def test_what_is_removed_is_asked_about(
        self, dialog: OpenDataDialog, publisher: Publisher
    ) -> None:
        click(dialog.form.download)

        for answer, there in (("No", True), ("Yes", False)):
            watch = answered(answer)
            click(dialog.form.remove)
            watch.stop()
            assert (fetched(find("published")) is not None) == there

        assert buttons(dialog) == {"Download": True, "Use": False, "Remove…": False}

    def test_a_wrong_list_is_shown_with_its_fault(
        self, publisher: Publisher, profile: Path
    ) -> None:
        write_list(profile, "wrong", holds="roads")
        dialog = OpenDataDialog()
        choose(dialog, "wrong")

        assert "wrong at “holds”" in dialog.form.details.text()
        assert buttons(dialog) == {"Download": False, "Use": False, "Remove…": False}
        dialog.deleteLater()

    def test_the_departement_at_hand_is_proposed(
        self, territories: OpenData, profile: Path
    ) -> None:
        dialog = OpenDataDialog("59")
        dialog.show()
        choose(dialog, territories.name)
        assert dialog.form.departements.text() == "59"

        dialog.form.departements.setText("59 ;62")
        click(dialog.form.download)
        assert messages(dialog) == []
        dialog.close()
        again = OpenDataDialog("80")
        choose(again, territories.name)

        assert again.form.departements.text() == "59, 62"
        for made in (dialog, again):
            made.deleteLater()
        settle()


def answered(text: str) -> QTimer:
    """Answer the question that is about to be asked."""

    def answer() -> None:
        asked = QApplication.activeModalWidget()
        click(asked.button(getattr(QMessageBox.StandardButton, text)))

    return when(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), answer)
