# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of sheets: kept for an office, not lost unasked, of several sheets."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMessageBox

from srce_pac.core.sheet.cartouche import read_office, write_office
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    wait_for,
    when,
)
from srce_pac.tests.support.dialogs import accept, modal, texts, write
from srce_pac.tests.support.dock import entries
from srce_pac.tests.support.texts_page import (
    CORRIDORS,
    TITLE,
    export,
    for_office,
    is_marked,
    rename,
    reply,
    shown,
    type_in,
    work,
)
from srce_pac.ui.dock.dock import SheetDock

# What is kept for an office is forgotten after each test.
pytestmark = pytest.mark.usefixtures("offices")


class TestOffice:
    """What is kept for the office."""

    def test_it_is_kept_with_ok_and_printed_everywhere(
        self, dock: SheetDock, offices: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        bundled = read_office("59")
        work(
            dock,
            type_in("title", "Carte du Nord"),
            rename(CORRIDORS, "Liens"),
            lambda dialog: click(dialog.texts.keep),
            lambda dialog: wait_for(lambda: not (offices / "59.json").exists()),
        )
        own_texts = {"title": "Carte du Nord", "labels": {"corridor": "Liens"}}
        assert read_office("59") == {**bundled, "texts": {"srce": own_texts}}
        assert entries(dock) == {}
        dock.chooser.choose(gazetteer.resolve("59350"))
        assert "Carte du Nord" in export(dock, tmp_path / "lille.pdf")

    def test_left_nothing_is_kept(self, dock: SheetDock, offices: Path) -> None:
        work(dock, for_office, type_in("title", "Carte du Nord"), ok=False)
        assert not offices.exists()

    def test_its_own_are_changed_and_reset(self, dock: SheetDock) -> None:
        elsewhere = {"other": {"title": "x"}}
        bundled = read_office("59")
        own_texts = {"srce": {"title": "Carte du Nord", "nota": ""}, **elsewhere}
        write_office("59", {**bundled, "texts": own_texts})

        def look(dialog: Any) -> None:
            assert shown(dialog, "title") == "Carte du Nord"
            assert not is_marked(dialog, "title")
            for_office(dialog)
            assert is_marked(dialog, "title")
            click(dialog.texts.resets["title"])
            assert shown(dialog, "title") == TITLE
            assert is_marked(dialog, "nota")
            click(dialog.texts.reset)
            assert shown(dialog, "nota").startswith("– Les réservoirs")

        work(dock, look)
        assert read_office("59") == {**bundled, "texts": elsewhere}

    def test_one_export_goes_before_it(self, dock: SheetDock, tmp_path: Path) -> None:
        write_office("59", {"texts": {"srce": {"title": "Carte du Nord", "notice": "Deux"}}})
        work(dock, type_in("title", "Un jour"))
        assert entries(dock) == {"texts": {"srce": {"title": "Un jour"}}}
        text = export(dock, tmp_path / "sheet.pdf")
        assert "Un jour" in text
        assert "Deux" in text
        assert "Carte du Nord" not in text
        work(dock, lambda dialog: click(dialog.texts.reset))
        assert entries(dock) == {}

    def test_labels_of_other_kinds_of_territories_stay(self, dock: SheetDock) -> None:
        own_texts = {"labels": {"reservoir_restore": "À refaire", "corridor": "Liens"}}
        write_office("59", {"texts": {"srce": own_texts}})
        work(dock, for_office, rename(CORRIDORS, "Verts"))
        assert read_office("59")["texts"]["srce"]["labels"] == {
            "reservoir_restore": "À refaire",
            "corridor": "Verts",
        }

    def test_what_is_shown_is_drawn(self, dock: SheetDock) -> None:
        drawn: list[Any] = []

        def look(dialog: Any) -> None:
            wait_for(lambda: not dialog._timer.isActive())
            drawn.append(dialog.sheet.page())

        work(
            dock,
            look,
            type_in("title", "Un jour"),
            look,
            for_office,
            look,
            type_in("title", "Un jour"),
            look,
            ok=False,
        )
        sheets, export, office, changed = drawn
        assert sheets == office
        assert export == changed
        assert sheets != export

    def test_where_it_cannot_be_written_the_window_stays(
        self, dock: SheetDock, offices: Path
    ) -> None:
        offices.parent.mkdir(parents=True, exist_ok=True)
        warnings: list[str] = []

        def fail(dialog: Any) -> None:
            offices.write_text("no folder", encoding="utf-8")
            accept(dialog)
            assert modal() is dialog
            assert shown(dialog, "title") == "Carte du Nord"
            warnings.extend(texts(dialog.form.bar))
            offices.unlink()

        work(dock, for_office, type_in("title", "Carte du Nord"), fail)
        assert len(warnings) == 1
        assert "59.json" in warnings[0]
        assert json.loads((offices / "59.json").read_text("utf-8"))["texts"] == {
            "srce": {"title": "Carte du Nord"}
        }


class TestLeaving:
    """What was typed is not lost unasked."""

    @pytest.mark.parametrize("step", [for_office, lambda dialog: None])
    def test_escape_asks(self, dock: SheetDock, step: Callable[[Any], object]) -> None:
        def leave(dialog: Any) -> None:
            for answer in ("no", "yes"):
                timer = when(lambda: dialog_is_open(QMessageBox), partial(reply, answer))
                press(dialog.texts.fields["title"], Qt.Key.Key_Escape)
                assert not timer.isActive()
                assert dialog.isVisible() == (answer == "no")
                assert shown(dialog, "title") == "Long travail"

        work(dock, step, type_in("title", "Long travail"), leave)
        assert entries(dock) == {}
        assert "texts" not in read_office("59")

    def test_unchanged_it_closes_at_once(self, dock: SheetDock) -> None:
        def leave(dialog: Any) -> None:
            press(dialog.texts.fields["title"], Qt.Key.Key_Escape)
            assert not dialog.isVisible()

        work(dock, leave)


class TestSheets:
    """Several sheets of one territory."""

    def test_each_has_texts_of_its_own(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch, desktop: Desktop
    ) -> None:
        monkeypatch.setattr(
            "srce_pac.ui.dock.cartouche_step.chosen_sheets", lambda _: ["srce", "sraddet"]
        )

        def look(dialog: Any) -> None:
            sheets = dialog.texts.sheets
            assert [sheets.itemData(row) for row in range(sheets.count())] == ["srce", "sraddet"]
            assert sheets.isVisible()
            write(dialog.texts.fields["title"], "La première")
            sheets.setCurrentIndex(1)
            sheets.activated.emit(1)
            assert shown(dialog, "title") != "La première"
            assert not is_marked(dialog, "title")
            write(dialog.texts.fields["title"], "La seconde")
            sheets.setCurrentIndex(0)
            sheets.activated.emit(0)
            assert shown(dialog, "title") == "La première"

        work(dock, look)
        assert entries(dock)["texts"] == {
            "srce": {"title": "La première"},
            "sraddet": {"title": "La seconde"},
        }
        assert desktop.messages() == []
