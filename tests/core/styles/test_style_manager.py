# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbols in the style manager: installed, updated, removed, and never the user's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsProject,
    QgsRendererCategory,
    QgsStyle,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import StyleError
from srce_pac.core.common.files import profile_folder
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.class_styles import ClassStyles, class_styles, styled_layer
from srce_pac.core.styles.library import TAG, make_library, read_library, write_library
from srce_pac.core.styles.qml import write_style
from srce_pac.core.styles.style_manager import install_styles, remove_styles

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

STYLES = Path(__file__).resolve().parents[3] / "styles"
SYMBOL, LABELS = QgsStyle.StyleEntity.SymbolEntity, QgsStyle.StyleEntity.LabelSettingsEntity


@pytest.fixture
def manager(tmp_path: Path) -> QgsStyle:
    """A style manager with a symbol and a tag of the user's own."""
    style = QgsStyle()
    assert style.createDatabase(str(tmp_path / "symbology-style.db"))
    # QGIS knows the file only once it has read it.
    assert style.load(str(tmp_path / "symbology-style.db"))
    style.addSymbol("Mien", QgsFillSymbol.createSimple({"color": "red"}), True)
    style.tagSymbol(SYMBOL, "Mien", ["À moi"])
    return style


@pytest.fixture
def styles(qgis_profile: Path) -> ClassStyles:
    """Four of the plugin's styles: of areas, lines and points, and one of names alone."""
    every = class_styles(load_sheet("srce"), str(STYLES))
    wanted = ("corridor_l", "members_p", "obstacle_p", "reservoir_s")
    some = tuple(style for style in every.styles if style.name in wanted)
    return replace(every, title="DDTM 59", styles=some)


def reopened(manager: QgsStyle) -> QgsStyle:
    """The style manager as the next start of QGIS finds it."""
    style = QgsStyle()
    assert style.load(manager.fileName())
    return style


def recoloured(styles: ClassStyles, colour: str) -> ClassStyles:
    """The same styles, the dark green of corridors in another colour."""
    changed = [
        replace(style, qml=style.qml.replace(b"0,105,74,255", colour.encode()))
        for style in styles.styles
    ]
    return replace(styles, styles=tuple(changed))


def corridor(style: QgsStyle) -> str:
    (name,) = (name for name in style.symbolNames() if "corridor_l" in name)
    # Its parts go with the symbol.
    symbol = style.symbol(name)
    return str(symbol.symbolLayer(1).color().name())


def test_symbols_and_label_settings_are_installed_under_tag_and_group(
    manager: QgsStyle, styles: ClassStyles
) -> None:
    assert install_styles(styles, manager).installed == 4
    style = reopened(manager)
    symbols = set(style.symbolNames()) - {"Mien"}
    assert {name.rpartition("(")[2] for name in symbols} == {
        "corridor_l)",
        "obstacle_p)",
        "reservoir_s)",
    }
    assert all(name.startswith("DDTM 59 – ") for name in symbols)
    assert set(style.symbolsWithTag(SYMBOL, style.tagId(TAG))) == symbols
    assert len(style.symbolsWithTag(LABELS, style.tagId(TAG))) == 1
    group = style.smartgroupId(TAG)
    assert set(style.symbolsOfSmartgroup(SYMBOL, group)) == symbols


def test_a_second_installation_updates_and_doubles_nothing(
    manager: QgsStyle, styles: ClassStyles
) -> None:
    install_styles(styles, manager)
    before = manager.symbolNames()
    assert install_styles(recoloured(styles, "0,0,255,255"), manager).installed == 4
    style = reopened(manager)
    assert style.symbolNames() == before
    assert corridor(style) == "#0000ff"
    assert style.smartgroupNames().count(TAG) == 1


def test_what_a_set_no_longer_has_goes(manager: QgsStyle, styles: ClassStyles) -> None:
    install_styles(styles, manager)
    fewer = replace(styles, styles=styles.styles[:1])
    assert install_styles(fewer, manager).removed == 3
    assert len(reopened(manager).symbolNames()) == 2


@pytest.mark.parametrize("is_installed_before", [False, True])
def test_a_symbol_of_the_users_is_never_touched(
    is_installed_before: bool, manager: QgsStyle, styles: ClassStyles
) -> None:
    (name,) = (
        name for name in make_library(styles.styles, "DDTM 59").symbolNames() if "(r" in name
    )
    if is_installed_before:
        install_styles(styles, manager)
    manager.addSymbol(name, QgsFillSymbol.createSimple({"color": "#123456"}), True)
    for _ in range(2):
        done = install_styles(styles, manager)
        assert done.installed == 3
        assert [warning for warning in done.warnings if name in warning]
        assert reopened(manager).symbol(name).color().name() == "#123456"
    remove_styles(manager)
    assert reopened(manager).symbol(name).color().name() == "#123456"


@pytest.mark.parametrize("left", [None, b"", b"<qgis_style><symb"])
def test_a_lost_or_damaged_record_makes_nothing_the_users(
    left: bytes | None, manager: QgsStyle, styles: ClassStyles, qgis_profile: Path
) -> None:
    install_styles(styles, manager)
    (record,) = qgis_profile.rglob("installed_styles.xml")
    record.unlink() if left is None else record.write_bytes(left)
    done = install_styles(styles, manager)
    assert (done.installed, done.warnings) == (4, styles.warnings)
    assert remove_styles(manager).removed == 4
    assert reopened(manager).symbolNames() == ["Mien"]


def test_what_cannot_be_noted_is_not_installed(
    manager: QgsStyle, styles: ClassStyles, qgis_profile: Path
) -> None:
    install_styles(styles, manager)
    remove_styles(manager)
    # A folder in the place of the file is as good as a full or a read-only disk.
    (profile_folder() / "installed_styles.xml").mkdir()
    with pytest.raises(StyleError, match="installed_styles"):
        install_styles(styles, manager)
    assert reopened(manager).symbolNames() == ["Mien"]


def test_removing_leaves_what_is_the_users(manager: QgsStyle, styles: ClassStyles) -> None:
    install_styles(styles, manager)
    assert remove_styles(manager).removed == 4
    style = reopened(manager)
    assert style.symbolNames() == ["Mien"]
    assert style.labelSettingsNames() == []
    assert style.tags() == ["À moi"]
    assert TAG not in style.smartgroupNames()
    assert remove_styles(manager).removed == 0


def test_a_style_manager_that_cannot_be_written_to_is_refused_in_one_sentence(
    manager: QgsStyle, styles: ClassStyles
) -> None:
    with closing(sqlite3.connect(manager.fileName())) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StyleError) as refusal:
            install_styles(styles, manager)
    assert str(refusal.value).count(".") == str(manager.fileName()).count(".") + 1
    assert manager.fileName() in str(refusal.value)
    assert manager.symbolNames() == ["Mien"]


def test_a_library_holds_the_symbols_of_the_styles(styles: ClassStyles, tmp_path: Path) -> None:
    file = tmp_path / "bibliothèque.xml"
    write_library(make_library(styles.styles, styles.title), file)
    library = read_library(file)
    assert len(library.symbolNames()) == 3
    for style in styles.styles:
        layer, _ = styled_layer(style)
        for name in library.symbolNames():
            if f"({style.name})" in name:
                assert library.symbol(name).dump() == layer.renderer().symbol().dump()
                assert library.symbolHasTag(SYMBOL, name, TAG)


@pytest.mark.parametrize(
    "labels",
    [["A", "A 3", "A"], ["A", "A", "A 2", "A 2"], ["", "", "2"], ["A\nB", "A B", "A B 2"]],
)
def test_each_sign_of_a_style_is_in_the_library_whatever_its_label(
    labels: list[str], styles: ClassStyles, tmp_path: Path
) -> None:
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154", "", "memory")
    fills = [QgsFillSymbol.createSimple({"color": f"#00000{n}"}) for n, _ in enumerate(labels)]
    categories = [QgsRendererCategory(n, fills[n], label) for n, label in enumerate(labels)]
    layer.setRenderer(QgsCategorizedSymbolRenderer("a", categories))
    style = replace(styles.styles[-1], qml=write_style(layer).encode())
    write_library(make_library([style], "DDTM 59"), tmp_path / "library.xml")
    library = read_library(tmp_path / "library.xml")
    colours = {library.symbol(name).color().name() for name in library.symbolNames()}
    assert colours == {fill.color().name() for fill in fills}


@pytest.mark.skipif(Qgis.QGIS_VERSION_INT < 32600, reason="projects link to no libraries before")
def test_a_project_links_to_a_library(styles: ClassStyles, tmp_path: Path) -> None:
    file = tmp_path / "library.xml"
    write_library(make_library(styles.styles, styles.title), file)
    project = QgsProject()
    settings = project.styleSettings()
    settings.addStyleDatabasePath(str(file))
    names = [name for style in settings.styles() for name in style.symbolNames()]
    assert len([name for name in names if name.startswith("DDTM 59 – ")]) == 3
    project.clear()
