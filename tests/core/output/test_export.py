# SPDX-License-Identifier: GPL-3.0-or-later
"""Files written whole or not at all, under safe names, with nothing else touched."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsLayoutExporter,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.errors import CancelledError, ExportError, TerritoryError
from srce_pac.core.common.files import file_name
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import add_layout, export_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf

ROOT = Path(__file__).resolve().parents[3]
HAYNECOURT = SheetRequest("59294")
EARLIER = b"an earlier good sheet"
ENDINGS = (".pdf", ".png", ".svg")

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module")
def layout(gazetteer: Gazetteer) -> Iterator[QgsPrintLayout]:
    """A filled layout, to be written only."""
    project = QgsProject()
    yield add_layout(HAYNECOURT, gazetteer, project).layout
    project.clear()


# Formats.


def test_a_pdf_is_written_by_its_ending(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_a_png_is_written_by_its_ending_at_300_dpi(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "sheet.png")
    image = QImage(str(tmp_path / "sheet.png"), "PNG")
    assert image.width() == pytest.approx(420 / 25.4 * 300, abs=2)
    assert image.height() == pytest.approx(297 / 25.4 * 300, abs=2)


def test_the_maps_of_an_svg_are_cut_at_their_frames(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "sheet.svg")
    svg = "{http://www.w3.org/2000/svg}"
    root = ElementTree.parse(tmp_path / "sheet.svg").getroot()
    dots = float(root.attrib["viewBox"].split()[2]) / 420
    frames = {
        f"url(#{clip.attrib['id']})": [float(clip[0].attrib[key]) / dots for key in ("x", "width")]
        for clip in root.iter(f"{svg}clipPath")
    }
    label = "{http://www.inkscape.org/namespaces/inkscape}label"
    groups = {g.attrib[label]: g.attrib.get("clip-path") for g in root.findall(f"{svg}g")}
    assert len(groups) > 10
    for name, frame in groups.items():
        if not name.startswith(("map: ", "overview: ")):
            assert frame is None, name
            continue
        assert frame is not None, name
        item = layout.itemById(name.split(":")[0])
        rect = item.mapRectToScene(item.rect())
        assert frames[frame] == pytest.approx([rect.left(), rect.width()], abs=0.5), name


def test_an_svg_is_written_by_its_ending_with_its_text(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    write_layout(layout, tmp_path / "sheet.svg")
    content = (tmp_path / "sheet.svg").read_text(encoding="utf-8")
    assert content.rstrip().endswith("</svg>")
    assert "HAYNECOURT" in content
    assert "<image" not in content


def test_the_ending_may_be_in_capitals(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "SHEET.PDF")
    assert pdf.info(tmp_path / "SHEET.PDF")["Pages"] == "1"


@pytest.mark.parametrize("name", ["sheet.doc", "sheet.pdf.exe", "sheet.jpg"])
def test_another_ending_is_refused_with_those_that_are_known(
    name: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    with pytest.raises(ExportError) as caught:
        export_sheet(HAYNECOURT, gazetteer, tmp_path / name)
    assert name in str(caught.value)
    assert all(ending in str(caught.value) for ending in ENDINGS)
    assert files(tmp_path) == []


def test_text_is_text_unless_the_template_says_otherwise(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    write_layout(layout, tmp_path / "sheet.pdf")
    assert "Épinoy" in pdf.text(tmp_path / "sheet.pdf")


@pytest.mark.parametrize("number", [0, "0"])
def test_outlines_chosen_in_the_layout_designer_hold(
    number: Any, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    project = QgsProject()
    own = add_layout(HAYNECOURT, gazetteer, project).layout
    assert own is not None
    # What the designer leaves in a layout; read from a file, it is a text.
    own.setCustomProperty("pdfTextFormat", number)
    write_layout(own, tmp_path / "sheet.pdf")
    # QGIS 3.22 has no outlines for the labels of a layout, only for those of its maps.
    assert "Épinoy" not in pdf.text(tmp_path / "sheet.pdf")


def test_a_raster_chosen_in_the_layout_designer_holds(gazetteer: Gazetteer, tmp_path: Path) -> None:
    project = QgsProject()
    own = add_layout(HAYNECOURT, gazetteer, project).layout
    assert own is not None
    own.renderContext().setDpi(50)
    own.setCustomProperty("rasterize", True)
    write_layout(own, tmp_path / "sheet.pdf")
    assert pdf.images(tmp_path / "sheet.pdf")


def test_a_missing_folder_is_made(gazetteer: Gazetteer, tmp_path: Path) -> None:
    file = tmp_path / "2017" / "mai" / "sheet.pdf"
    export_sheet(HAYNECOURT, gazetteer, file)
    assert files(file.parent) == ["sheet.pdf"]


def test_a_folder_gets_a_file_of_the_default_name(gazetteer: Gazetteer, tmp_path: Path) -> None:
    result = export_sheet(HAYNECOURT, gazetteer, tmp_path)
    assert result.file == tmp_path / "SRCE_59294_HAYNECOURT.pdf"
    assert files(tmp_path) == ["SRCE_59294_HAYNECOURT.pdf"]


def test_a_folder_with_a_dot_in_its_name_is_a_folder(gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "PAC v1.2"
    folder.mkdir()
    assert export_sheet(HAYNECOURT, gazetteer, folder).file == folder / "SRCE_59294_HAYNECOURT.pdf"


def test_an_earlier_file_is_replaced(gazetteer: Gazetteer, tmp_path: Path) -> None:
    file = earlier(tmp_path)
    export_sheet(HAYNECOURT, gazetteer, file)
    assert pdf.info(file)["Pages"] == "1"
    assert files(tmp_path) == ["sheet.pdf"]


def test_a_name_with_quotes_accents_and_blanks_is_written(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    file = tmp_path / "L'Île d'« été » 1 % — œuvre.pdf"
    write_layout(layout, file)
    assert files(tmp_path) == [file.name]


def test_a_very_long_name_is_written(layout: QgsPrintLayout, tmp_path: Path) -> None:
    file = tmp_path / ("x" * 240 + ".pdf")
    write_layout(layout, file)
    assert files(tmp_path) == [file.name]


# Names.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Haynecourt", "SRCE_59294_HAYNECOURT.pdf"),
        ('L\'Île <b>"x"</b>/é', "SRCE_59294_L_ILE_B_X_B_E.pdf"),
        ("Œuf-en-Ternois", "SRCE_59294_OEUF_EN_TERNOIS.pdf"),
        ("Lœuilly", "SRCE_59294_LOEUILLY.pdf"),
        ("../../etc/passwd", "SRCE_59294_ETC_PASSWD.pdf"),
        ("C:\\aux|nul?*", "SRCE_59294_C_AUX_NUL.pdf"),
        ("Y", "SRCE_59294_Y.pdf"),
        ("東京", "SRCE_59294.pdf"),
        ("", "SRCE_59294.pdf"),
    ],
)
def test_a_file_is_named_safely(name: str, expected: str) -> None:
    assert file_name("SRCE", "59294", name) == expected


def test_a_long_name_is_cut() -> None:
    assert len(file_name("SRCE", "200067965", "Communauté " * 40)) < 120


# Failures: the earlier file survives, nothing is left beside it, the user is told which file.


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_leaves_the_earlier_file(
    ending: str, layout: QgsPrintLayout, tmp_path: Path
) -> None:
    file = earlier(tmp_path, ending)
    with full_disk(), pytest.raises(ExportError) as caught:
        write_layout(layout, file)
    assert file.name in str(caught.value)
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == [file.name]


def test_a_full_disk_leaves_no_file_where_there_was_none(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    with full_disk(), pytest.raises(ExportError):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.pdf")
    assert files(tmp_path) == []


def test_a_disk_that_is_really_full_leaves_the_earlier_file(tmp_path: Path) -> None:
    said = in_small_disk(tmp_path)
    assert said["error"].startswith("ExportError")
    assert "sheet.pdf" in said["error"]
    assert said["content"] == EARLIER.decode()
    assert said["files"] == "sheet.pdf"


def test_a_read_only_folder_leaves_the_earlier_file(tmp_path: Path) -> None:
    file = earlier(tmp_path)
    tmp_path.chmod(0o555)
    try:
        said = without_privileges(file)
    finally:
        tmp_path.chmod(0o755)
    assert said.startswith("ExportError")
    assert "sheet.pdf" in said
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == ["sheet.pdf"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        said = without_privileges(tmp_path / "new" / "sheet.pdf")
    finally:
        tmp_path.chmod(0o755)
    assert said.startswith("ExportError")
    assert f"“{tmp_path / 'new'}”" in said
    assert files(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_told(gazetteer: Gazetteer, tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(EARLIER)
    with pytest.raises(ExportError, match="folder”"):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / "folder" / "sheet.pdf")
    assert (tmp_path / "folder").read_bytes() == EARLIER


def test_a_folder_in_the_place_of_the_file_is_told(layout: QgsPrintLayout, tmp_path: Path) -> None:
    folder = tmp_path / "sheet.pdf"
    folder.mkdir()
    (folder / "inside").write_bytes(EARLIER)
    with pytest.raises(ExportError, match=r"sheet\.pdf"):
        write_layout(layout, folder)
    assert files(tmp_path) == ["sheet.pdf"]
    assert files(folder) == ["inside"]


def test_an_export_cancelled_before_it_begins_leaves_the_earlier_file(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = earlier(tmp_path)
    feedback = QgsFeedback()
    feedback.cancel()
    with pytest.raises(CancelledError):
        export_sheet(HAYNECOURT, gazetteer, file, feedback)
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == ["sheet.pdf"]


@pytest.mark.parametrize("percent", [10, 20, 50, 60])
def test_an_export_cancelled_on_its_way_leaves_the_earlier_file(
    percent: int, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = earlier(tmp_path)
    feedback = QgsFeedback()
    feedback.progressChanged.connect(lambda done: done >= percent and feedback.cancel())
    with pytest.raises(CancelledError):
        export_sheet(HAYNECOURT, gazetteer, file, feedback)
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == ["sheet.pdf"]


def test_an_export_tells_its_progress_to_the_end(gazetteer: Gazetteer, tmp_path: Path) -> None:
    feedback = QgsFeedback()
    told: list[float] = []
    feedback.progressChanged.connect(told.append)
    export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.pdf", feedback)
    assert told == sorted(told)
    assert told[-1] == 100


@pytest.mark.parametrize(
    ("result", "words"),
    [("MemoryError", "memory"), ("FileError", "program"), ("PrintError", "print")],
)
def test_each_answer_of_qgis_has_its_sentence(result: str, words: str) -> None:
    from srce_pac.core.output.export import _failure

    value = getattr(QgsLayoutExporter.ExportResult, result)
    sentence = _failure(value, Path("sheet.pdf"), "")
    assert words in sentence
    assert "sheet.pdf" in sentence


# What is not to be touched.


def test_an_export_leaves_the_open_project_untouched(
    gazetteer: Gazetteer, tmp_path: Path, qgis_new_project: None
) -> None:
    project = open_project()
    before = state(project)
    export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.pdf")
    assert state(project) == before


def test_a_failed_export_leaves_the_open_project_untouched(
    gazetteer: Gazetteer, tmp_path: Path, qgis_new_project: None
) -> None:
    project = open_project()
    before = state(project)
    with pytest.raises(ExportError):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.doc")
    with pytest.raises(TerritoryError):
        export_sheet(SheetRequest("Nulle-Part"), gazetteer, tmp_path / "sheet.pdf")
    assert state(project) == before


def test_writing_a_layout_of_the_project_does_not_dirty_the_project(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    project = QgsProject()
    own = add_layout(HAYNECOURT, gazetteer, project).layout
    assert own is not None
    project.setDirty(False)
    write_layout(own, tmp_path / "sheet.pdf")
    assert not project.isDirty()


def test_two_exports_give_the_same_page(gazetteer: Gazetteer, tmp_path: Path) -> None:
    for name in ("one.pdf", "other.pdf"):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / name)
    one, other = (pdf.picture(tmp_path / name) for name in ("one.pdf", "other.pdf"))
    assert (one == other).all()


def files(folder: Path) -> list[str]:
    """Everything in a folder, what is hidden included."""
    return sorted(os.listdir(folder))


def earlier(folder: Path, ending: str = ".pdf") -> Path:
    file = folder / f"sheet{ending}"
    file.write_bytes(EARLIER)
    return file


def open_project() -> QgsProject:
    """What a user may have open: a layer, a CRS, properties, nothing unsaved."""
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    metadata = QgsProjectMetadata()
    metadata.setTitle("À moi")
    project.setMetadata(metadata)
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4326", "à moi", "memory"))
    mine = QgsPrintLayout(project)
    mine.setName("à moi")
    project.layoutManager().addLayout(mine)
    project.setDirty(False)
    return project


def state(project: QgsProject) -> dict[str, Any]:
    """All that a user would see changed."""
    return {
        "layers": sorted(project.mapLayers()),
        "tree": [node.name() for node in project.layerTreeRoot().children()],
        "layouts": [each.name() for each in project.layoutManager().layouts()],
        "crs": project.crs().authid(),
        "title": project.metadata().title(),
        "variables": project.customVariables(),
        "dirty": project.isDirty(),
    }


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond 20 kB, as on a disk that has no more room."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


EXPORT = """
    import sys
    from pathlib import Path

    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from srce_pac.core.common.errors import SrceError
    from srce_pac.core.pipeline import SheetRequest, export_sheet
    from srce_pac.core.territory.territory_sources import open_gazetteer

    try:
        export_sheet(SheetRequest("59294"), open_gazetteer(), Path(sys.argv[1]))
    except SrceError as error:
        print(type(error).__name__, error)
"""


def export_elsewhere(file: Path, profile: Path, *prefix: str) -> str:
    """Export in another process, maybe through a program that restrains it; give what it says."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / ".build" / "plugins"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [*prefix, sys.executable, "-c", textwrap.dedent(EXPORT), str(file)]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def without_privileges(file: Path) -> str:
    """Export as someone who has to obey the modes of folders, even when root runs the tests."""
    prefix = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root writes everywhere, and there is no setpriv to take that right away")
        dropped = "-dac_override,-dac_read_search"
        prefix = ["setpriv", f"--bounding-set={dropped}", f"--inh-caps={dropped}"]
    profile = file.parents[1] / f"{file.parent.name}.profile"
    if file.parent.name == "new":
        profile = file.parents[2] / "new.profile"
    profile.mkdir()
    return export_elsewhere(file, profile, *prefix)


def in_small_disk(folder: Path) -> dict[str, str]:
    """Export over an earlier file on a disk of 64 kB, mounted for that one process."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a small disk")
    disk, profile = folder / "disk", folder / "profile"
    disk.mkdir()
    profile.mkdir()
    script = textwrap.dedent("""
        mount -t tmpfs -o size=64k tmpfs "$0" || exit 77
        printf %s "$EARLIER" >"$0/sheet.pdf"
        "$@"
        printf 'content=%s\\n' "$(cat "$0/sheet.pdf")"
        printf 'files=%s\\n' "$(ls -A "$0" | tr '\\n' ' ')"
    """)
    earlier_file = f"EARLIER={EARLIER.decode()}"
    prefix = ["env", earlier_file, "unshare", "--mount", "sh", "-c", script, str(disk)]
    try:
        said = export_elsewhere(disk / "sheet.pdf", profile, *prefix)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    lines = said.splitlines()
    pairs = dict(line.split("=", 1) for line in lines if line.startswith(("content=", "files=")))
    return {"error": lines[0], **{key: value.strip() for key, value in pairs.items()}}
