# SPDX-License-Identifier: GPL-3.0-or-later
"""No algorithm writes over what it reads, nor over a file of another kind."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.files import ROOT
from srce_pac.core.profiles.profile import profile_path
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    box,
    rows,
    two_communes,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

ENDINGS = {"exportsheet": (".pdf", ".png", ".svg"), "summary": (".csv",)}

INPUTS = (
    *("source", "source_folder", "territories", "epcis", "template", "template_picture"),
    *("cartouche", "logo", "profile", "background", "sheet", "project_layer", "project"),
)


Given = tuple[dict[str, Any], dict[str, Path]]


@pytest.fixture
def given(
    tmp_path: Path, qgis_new_project: None
) -> Iterator[tuple[dict[str, Any], dict[str, Path]]]:
    """The parameters of a sheet of which each input is a file, and these files."""
    folder = tmp_path / "data"
    folder.mkdir()
    source = folder / "n_srce_reservoir_s_000.gpkg"
    write_layer(source, rows([box(100, 100, 300)], NATIONAL_RESERVOIR))
    communes = tmp_path / "communes.gpkg"
    write_layer(communes, two_communes())
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    pictures = {
        name: tmp_path / f"{name}.png" for name in ("logo", "template_picture", "background")
    }
    for path in pictures.values():
        image.fill(0xFF0000)
        image.save(str(path))
    pictures["background"].with_suffix(".pgw").write_text("100\n0\n0\n-100\n700000\n7001000\n")
    pictures["background"].with_suffix(".png.aux.xml").write_text(
        "<PAMDataset><SRS>EPSG:2154</SRS></PAMDataset>"
    )
    template = tmp_path / "own.qpt"
    text = (ROOT / "layouts" / "commune_a4_portrait.qpt").read_text(encoding="utf-8")
    picture = pictures["template_picture"]
    text, count = re.subn(r' file="base64:[^"]*"', f' file="{picture}"', text)
    assert count == 1
    template.write_text(text, encoding="utf-8")
    cartouche = tmp_path / "cartouche.json"
    cartouche.write_text(json.dumps({"logo": str(pictures["logo"])}), encoding="utf-8")
    sheet = tmp_path / "own.json"
    shutil.copy(ROOT / "sheets" / "srce.json", sheet)
    table = tmp_path / "points.csv"
    table.write_text("x;y\n1;2\n", encoding="utf-8")
    project = QgsProject.instance()
    uri = f"file://{table}?type=csv&delimiter=;&xField=x&yField=y"
    project.addMapLayer(QgsVectorLayer(uri, "points", "delimitedtext"))
    project.write(str(tmp_path / "own.qgz"))
    parameters = {
        "TERRITORY": "59001",
        "SOURCE": str(source),
        "TERRITORIES": str(communes),
        "EPCIS": "",
        "SHEET": str(sheet),
    }
    files = {
        **pictures,
        "source": source,
        "source_folder": source,
        "territories": communes,
        "epcis": communes,
        "template": template,
        "cartouche": cartouche,
        "profile": profile_path("own"),
        "sheet": sheet,
        "project_layer": table,
        "project": tmp_path / "own.qgz",
    }
    print_parameters = {
        "TEMPLATE": str(template),
        "CARTOUCHE": str(cartouche),
        "BACKGROUND": str(pictures["background"]),
    }
    yield {"both": parameters, "exportsheet": print_parameters}, files
    project.clear()


def run(algorithm: Any, parameters: dict[str, Any]) -> None:
    algorithm.run(
        parameters, QgsProcessingContext(), QgsProcessingFeedback(), catchExceptions=False
    )


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("read", INPUTS)
def test_an_input_is_never_the_output(
    name: str,
    read: str,
    given: Given,
    algorithm: Callable[[str], Any],
    tmp_path: Path,
) -> None:
    parameters = {**given[0]["both"], **given[0].get(name, {})}
    path = given[1][read]
    if read == "source_folder":
        parameters["SOURCE"] = str(path.parent)
    if read == "epcis":
        parameters["EPCIS"] = str(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    before = path.read_bytes()
    # Its own name, and a link to it whose ending is one that the algorithm writes.
    link = tmp_path / f"out{ENDINGS[name][INPUTS.index(read) % len(ENDINGS[name])]}"
    link.symlink_to(path)
    for output in (path, link):
        with pytest.raises(QgsProcessingException, match=output.name):
            run(algorithm(name), {**parameters, "OUTPUT": str(output)})
        assert path.read_bytes() == before, output
        assert output == path or output.is_symlink()


@pytest.mark.parametrize(
    ("name", "read"),
    [("exportsheet", "logo"), ("exportsheet", "background"), ("summary", "project_layer")],
)
def test_an_input_of_the_very_kind_is_told_to_be_one(
    name: str,
    read: str,
    given: Given,
    algorithm: Callable[[str], Any],
) -> None:
    parameters = {**given[0]["both"], **given[0].get(name, {}), "OUTPUT": str(given[1][read])}
    with pytest.raises(QgsProcessingException, match="are read here"):
        run(algorithm(name), parameters)


@pytest.mark.parametrize("name", ENDINGS)
def test_the_same_parameters_write_a_new_file(
    name: str,
    given: Given,
    algorithm: Callable[[str], Any],
    tmp_path: Path,
) -> None:
    for ending in ENDINGS[name]:
        output = tmp_path / f"new{ending}"
        run(algorithm(name), {**given[0]["both"], **given[0].get(name, {}), "OUTPUT": str(output)})
        assert output.is_file()


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"TERRITORY": "nowhere"},
        {"SOURCE": "none.gpkg"},
        {"SHEET": "srce,none"},
        {"SHEET": "none.json"},
    ],
)
@pytest.mark.parametrize("folder", ["new/", "deep/new.folder/"])
def test_a_request_that_is_refused_leaves_no_folder(
    name: str,
    wrong: dict[str, str],
    folder: str,
    algorithm: Callable[[str], Any],
    tmp_path: Path,
) -> None:
    parameters = {"TERRITORY": "59294", "OUTPUT": f"{tmp_path}/{folder}", **wrong}
    with pytest.raises(QgsProcessingException):
        run(algorithm(name), parameters)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("folder", ["new/", "deep/new.folder/"])
def test_a_folder_is_made_for_what_is_written(
    name: str, folder: str, given: Given, algorithm: Callable[[str], Any], tmp_path: Path
) -> None:
    run(algorithm(name), {**given[0]["both"], "OUTPUT": f"{tmp_path}/out/{folder}"})
    (file,) = (tmp_path / "out" / folder).iterdir()
    assert file.suffix in ENDINGS[name]


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("output", [".pdf", "x.pdf.", "x.gpkg", "x.pdf.gpkg", ".csv", "x.csv."])
def test_a_wrong_name_is_refused_before_any_work(
    name: str, output: str, algorithm: Callable[[str], Any], tmp_path: Path
) -> None:
    # A territory that is not there would be refused later.
    parameters = {"TERRITORY": "nowhere", "OUTPUT": str(tmp_path / output)}
    with pytest.raises(QgsProcessingException, match=r"must end with|is no usable name"):
        run(algorithm(name), parameters)
    assert list(tmp_path.iterdir()) == []
