# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock asks which layer holds the communes where that is not sure, and remembers the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.PyQt.QtWidgets import QDialogButtonBox

from srce_pac.core.common.request import COMMUNE
from srce_pac.core.common.settings import Settings
from srce_pac.core.territory.layer_choices import LayerChoices
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, settle, when
from srce_pac.tests.support.dialogs import accept, modal
from srce_pac.tests.support.factories import SIDE, Row, box, write_layer
from srce_pac.ui.common.layer_question import LayerQuestion
from srce_pac.ui.dock.dock import SheetDock

HAYNECOURT = "59294"
BETA = {"code": "59002", "nom": "Bêta", "libre": "Autre nom"}
ALPHA = {"code": "59001", "nom": "Alpha", "libre": "Nom libre"}


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A GeoPackage of two layers of communes, and a layer of cantons."""
    path = tmp_path / "limites.gpkg"
    for name, values in (
        ("communes_a", ALPHA),
        ("communes_b", BETA),
        ("canton", {"code": "5901", "nom": "Aniche"}),
    ):
        write_layer(path, [Row(box(0, 0, SIDE), values)], layer=name)
    return str(path)


@pytest.fixture
def answers() -> Iterator[Callable[[Callable[[Any], object]], None]]:
    """Answers the questions that come, each once."""
    timers = []

    def answer(action: Callable[[Any], object]) -> None:
        timers.append(when(lambda: dialog_is_open(LayerQuestion), lambda: action(modal())))

    yield answer
    for timer in timers:
        timer.stop()


def choose(source: str, epcis: str = "") -> None:
    settings = Settings.load()
    settings.territories, settings.epcis = source, epcis
    settings.save()


def names(dialog: Any) -> list[str]:
    tree = dialog.form.layers
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


def mark(dialog: Any, name: str) -> None:
    tree = dialog.form.layers
    tree.setCurrentItem(tree.topLevelItem(names(dialog).index(name)))


def cancel(dialog: Any) -> None:
    click(dialog.form.buttons.button(QDialogButtonBox.StandardButton.Cancel))


def test_the_marked_layer_is_taken_and_remembered(
    dock: SheetDock, source: str, answers: Any
) -> None:
    seen: list[Any] = []

    def answer(dialog: Any) -> None:
        seen.append((names(dialog), dialog.form.example.text(), dialog.windowTitle()))
        mark(dialog, "communes_b")
        seen.append(dialog.form.example.text())
        accept(dialog)

    answers(answer)
    choose(source)
    assert dock.gazetteer.resolve("bêta").code == "59002"
    assert seen[0][0] == ["communes_a", "communes_b", "canton"]
    assert "59001 Alpha" in seen[0][1]
    assert "59002 Bêta" in seen[1]
    assert seen[0][2] == "Layer of the communes"
    # The next session does not ask.
    dock.territories.forget()
    assert dock.gazetteer.entry("59001") is None
    assert len(seen) == 2


def test_fields_are_chosen_by_hand(dock: SheetDock, source: str, answers: Any) -> None:
    def answer(dialog: Any) -> None:
        assert dialog.form.code.currentField() == "code"
        assert dialog.form.name.currentField() == "nom"
        dialog.form.name.setField("libre")
        accept(dialog)

    answers(answer)
    choose(source)
    assert dock.gazetteer.resolve("59001").name == "Nom libre"


@pytest.mark.parametrize("is_read", [True, False])
def test_without_an_answer_the_earlier_territories_stay(
    dock: SheetDock, desktop: Desktop, source: str, answers: Any, is_read: bool
) -> None:
    earlier = dock.gazetteer
    if not is_read:
        dock.territories.forget()
    asked: list[Any] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog)
        cancel(dialog)

    answers(answer)
    choose(source)
    assert dock.gazetteer is earlier
    assert "“limites.gpkg” was chosen: the earlier territories stay" in desktop.messages()[0]
    # It does not ask at every key.
    assert dock.gazetteer is earlier
    dock.territories.forget()
    assert dock.gazetteer is earlier
    assert len(asked) == 1
    assert Settings.load().territories == source


def test_the_plugin_may_be_disabled_meanwhile(
    plugin: SrcePacPlugin, dock: SheetDock, source: str, answers: Any
) -> None:
    answers(lambda _: plugin.unload())
    choose(source)
    assert dock.gazetteer.entry(HAYNECOURT) is not None
    settle()


def test_a_chosen_layer_that_is_gone_is_asked_again(
    dock: SheetDock, desktop: Desktop, source: str, answers: Any
) -> None:
    settings = Settings.load()
    settings.layer_choices = f"{COMMUNE}\t{source}\tcommunes_2019\t\t"
    settings.save()
    answers(accept)
    choose(source)
    assert dock.gazetteer.entry("59001") is not None
    assert any("no layer “communes_2019”" in message for message in desktop.messages())


def test_what_is_sure_is_not_asked(dock: SheetDock, source: str, answers: Any) -> None:
    asked: list[Any] = []
    answers(asked.append)
    choose(f"{source}|layername=communes_b")
    assert dock.gazetteer.entry("59002") is not None
    assert asked == []


class TestOptions:
    """The choice is changed on the options page."""

    @pytest.fixture
    def page(self, dock: SheetDock, desktop: Desktop) -> Iterator[Any]:
        page = desktop.options[0].createWidget(desktop.window)
        yield page
        page.deleteLater()

    def test_a_layer_is_chosen_and_changed(
        self, page: Any, dock: SheetDock, source: str, answers: Any
    ) -> None:
        page.form.territories.setText(f"{source}|layername=communes_a")

        def answer(dialog: Any) -> None:
            assert dialog.form.layers.currentItem().text(0) == "communes_a"
            mark(dialog, "communes_b")
            dialog.form.name.setField("libre")
            accept(dialog)

        answers(answer)
        page.layers.actions[COMMUNE].trigger()
        assert page.form.territories.text() == source
        assert Settings.load().layer_choices == ""
        page.apply()
        chosen = LayerChoices(Settings.load().layer_choices).of(COMMUNE, source)
        assert (chosen.layer, chosen.fields.name) == ("communes_b", "libre")
        assert dock.gazetteer.resolve("59002").name == "Autre nom"

    def test_it_is_not_offered_for_the_territories_of_the_plugin(self, page: Any) -> None:
        menu = page.form.browseTerritories.menu()
        menu.aboutToShow.emit()
        assert not page.layers.actions[COMMUNE].isEnabled()
        page.form.territories.setText("x")
        menu.aboutToShow.emit()
        assert page.layers.actions[COMMUNE].isEnabled()

    def test_a_source_that_is_gone_is_told(self, page: Any) -> None:
        page.form.territories.setText("/nowhere/limites.gpkg")
        page.layers.actions[COMMUNE].trigger()
        assert "/nowhere/limites.gpkg" in page.form.bar.items()[0].text()
