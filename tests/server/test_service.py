# SPDX-License-Identifier: GPL-3.0-or-later
"""The service as QGIS Server runs it, in this process: on each release of QGIS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QImage

from srce_pac.core.pipeline import SheetRequest, export_sheet, open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.pac_server import PacInProcess


@pytest.fixture(scope="module")
def pac(qgis_app: object) -> Iterator[PacInProcess]:
    with PacInProcess() as served:
        yield served


def test_a_sheet_is_the_desktop_s_own(pac: PacInProcess, tmp_path: Path) -> None:
    asked = "REQUEST=GetSheet&TERRITORY=59294&FORMAT=svg"
    answer = pac.get(asked)
    gazetteer = open_gazetteer()
    own = export_sheet(SheetRequest("59294"), gazetteer, tmp_path / "own.svg")
    assert own.file is not None
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "SRCE_59294_HAYNECOURT.svg" in answer.headers["Content-Disposition"]
    # The same but for the second of printing.
    texts = answer.body.decode("utf-8"), own.file.read_text(encoding="utf-8")
    one, other = (re.sub(r"T\d\d:\d\d:\d\d<", "<", text) for text in texts)
    assert one == other
    made = {}
    for ending, dpi, more in (("pdf", None, ""), ("png", 60, "&DPI=60")):
        own_file, served = tmp_path / f"own.{ending}", tmp_path / f"served.{ending}"
        export_sheet(SheetRequest("59294", dpi=dpi), gazetteer, own_file)
        served.write_bytes(pac.get(f"REQUEST=GetSheet&TERRITORY=59294&FORMAT={ending}{more}").body)
        made[ending] = served, own_file
    assert "HAYNECOURT" in pdf.text(made["pdf"][0]).upper()
    assert pdf.text(made["pdf"][0]) == pdf.text(made["pdf"][1])
    one_picture, other_picture = (QImage(str(path)) for path in made["png"])
    assert one_picture.width() > 400
    assert one_picture == other_picture
    counted = json.loads(pac.get("REQUEST=GetSummary&TERRITORY=59294").body)
    counts = {row["id"]: row["count"] for row in counted["classes"] if "part" not in row}
    assert counts == {key: own.counts[key] for key in counts}
    again = pac.get(asked, {"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def test_a_refusal_is_an_exception_report(pac: PacInProcess) -> None:
    refused = pac.get("REQUEST=GetSheet&TERRITORY=59999")
    root = ElementTree.fromstring(refused.body)
    (exception,) = root
    assert refused.status == 404
    assert exception.attrib == {"exceptionCode": "InvalidParameterValue", "locator": "TERRITORY"}


@contextmanager
def qgis_app_log() -> Iterator[list[str]]:
    """What the log of QGIS is told meanwhile."""
    told: list[str] = []
    log = QgsApplication.messageLog()
    heard = log.messageReceived["QString", "QString", "Qgis::MessageLevel"].connect(
        lambda text, *_: told.append(text)
    )
    try:
        yield told
    finally:
        log.messageReceived["QString", "QString", "Qgis::MessageLevel"].disconnect(heard)


@pytest.mark.parametrize("more", ["MAP=/etc/passwd", "SERVICE=WMS", "map=%2Fetc%2Fpasswd"])
def test_no_project_and_no_service_of_a_client_is_asked(pac: PacInProcess, more: str) -> None:
    with qgis_app_log() as told:
        refused = pac.get(f"REQUEST=GetHealth&{more}")
    # What QGIS tells of each request would hide all else.
    assert "config path" not in "".join(told)
    locator = more.partition("=")[0].upper()
    assert (refused.status, f'locator="{locator}"'.encode() in refused.body) == (400, True)
