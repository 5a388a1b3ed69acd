# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that go away, start anew or change between and within the sheets of one printer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import X0, Y0, open_layer
from srce_pac.tests.support.printers import (
    CORRIDORS,
    OPENED,
    RESERVOIRS,
    WHOLE,
    at,
    small,
    text,
    write_both,
)
from srce_pac.tests.support.relays import TcpRelay
from srce_pac.tests.support.services import PostgisServer, saved_database

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def cleaning() -> Iterator[ExitStack]:
    """What is undone after a test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def database(postgis: PostgisServer, tmp_path: Path) -> PostgisServer:
    """A database with a table of the reservoirs and one of the corridors."""
    folder = write_both(tmp_path / "tables")
    for name in (RESERVOIRS, CORRIDORS):
        postgis.load(open_layer(folder / f"{name}.fgb"), name)
    return postgis


@pytest.fixture
def printer(database: PostgisServer, cleaning: ExitStack, gazetteer: Gazetteer) -> Printer:
    """A printer that has printed nothing yet from the database."""
    printer = Printer(small(cleaning.enter_context(saved_database("DDTM", database))), gazetteer)
    cleaning.callback(printer.close)
    return printer


def add_reservoir(database: PostgisServer) -> None:
    """Put one more reservoir into Alpha."""
    database.run(
        f"INSERT INTO {RESERVOIRS} (\"ID_RESV\", \"ID_SRCE\", geom) VALUES ('x', 'x', "
        f"ST_MakeEnvelope({X0} + 300, {Y0} + 300, {X0} + 350, {Y0} + 350, 2154))"
    )


@pytest.mark.usefixtures("unwritten")
def test_connections_that_are_cut_between_two_sheets_are_made_anew(
    database: PostgisServer, printer: Printer, tmp_path: Path
) -> None:
    assert printer.export("59001", tmp_path).counts == WHOLE
    assert database.drop_connections() > 0
    result = printer.export("59001", tmp_path)
    assert result.warnings == []
    assert result.counts == WHOLE


def test_a_database_that_was_started_anew_between_two_sheets_is_read(
    database: PostgisServer, printer: Printer, tmp_path: Path
) -> None:
    before = text(printer.export("59001", tmp_path))
    database.restart()
    result = printer.export("59001", tmp_path)
    assert result.warnings == []
    assert result.counts == WHOLE
    assert text(result) == before


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("when", [0, OPENED], ids=["before it is opened", "once it is open"])
def test_a_database_that_goes_away_is_refused_and_comes_back(
    database: PostgisServer, cleaning: ExitStack, gazetteer: Gazetteer, tmp_path: Path, when: float
) -> None:
    relay = cleaning.enter_context(TcpRelay(database.port))
    uri = database.uri().replace(str(database.port), str(relay.port))
    source = cleaning.enter_context(saved_database("DDTM", database, uri))
    printer = Printer(small(source), gazetteer)
    cleaning.callback(printer.close)
    assert printer.export("59001", tmp_path / "before.pdf").counts == WHOLE

    def cut() -> None:
        relay.broken = True
        relay.cut()

    with pytest.raises(SourceError):
        printer.export("59001", tmp_path / "sheet.pdf", at(when, cut))
    relay.broken = False
    assert printer.export("59001", tmp_path / "sheet.pdf").counts == WHOLE


def test_a_table_that_goes_away_is_named_as_not_drawn_and_comes_back(
    database: PostgisServer, printer: Printer, tmp_path: Path
) -> None:
    printer.summarise("59001")
    rename = f"ALTER TABLE {CORRIDORS} RENAME TO aside"
    result = printer.export("59001", tmp_path, at(OPENED, lambda: database.run(rename)))
    assert result.counts == {"reservoir": 3}
    assert "corridor" in result.missing
    words = text(result)
    assert result.sheet.label("corridor") in words[words.index("NOTA") :]
    assert any(CORRIDORS in warning for warning in result.warnings)
    database.run(f"ALTER TABLE aside RENAME TO {CORRIDORS}")
    assert printer.export("59001", tmp_path).counts == WHOLE


def test_rows_that_come_and_go_are_drawn_as_they_are(
    database: PostgisServer, printer: Printer, tmp_path: Path
) -> None:
    assert printer.export("59001", tmp_path).counts == WHOLE
    add_reservoir(database)
    assert printer.export("59001", tmp_path).counts == {**WHOLE, "reservoir": 4}
    database.run(f"DELETE FROM {CORRIDORS}")
    result = printer.export("59001", tmp_path)
    assert result.counts == {"reservoir": 4, "corridor": 0}
    assert result.sheet.label("corridor") not in text(result)


@pytest.mark.usefixtures("unwritten")
def test_a_table_that_was_empty_is_not_called_so_any_more(
    database: PostgisServer, printer: Printer, tmp_path: Path
) -> None:
    database.run(f"DELETE FROM {RESERVOIRS}")
    assert any(RESERVOIRS in text for text in printer.export("59001", tmp_path).warnings)
    add_reservoir(database)
    result = printer.export("59001", tmp_path)
    assert result.counts["reservoir"] == 1
    assert result.warnings == []


@pytest.mark.usefixtures("unwritten")
def test_a_table_whose_columns_change_is_read_as_it_is(
    database: PostgisServer, printer: Printer, tmp_path: Path
) -> None:
    assert printer.export("59001", tmp_path).counts == WHOLE
    database.run(f'ALTER TABLE {RESERVOIRS} DROP COLUMN "NUMERO", ADD COLUMN note text')
    result = printer.export("59001", tmp_path)
    assert result.warnings == []
    assert result.counts == WHOLE
