# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of open data: what is listed, downloaded, used and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QMessageBox

from srce_pac.core.opendata.catalogue import OpenData
from srce_pac.core.opendata.store import fetched
from srce_pac.tests.support.desktop import click, settle, when
from srce_pac.tests.support.open_data import TODAY, Publisher, find, write_list
from srce_pac.tests.support.servers import Reply
from srce_pac.ui.common.progress import Progress
from srce_pac.ui.opendata.dialog import OpenDataDialog

pytestmark = pytest.mark.usefixtures("qgis_app")


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
