# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series and its workers say to each other comes over whole."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType

import pytest

from srce_pac.core.common.canvas_look import CanvasLook, LayerChange
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.series import worker_messages as messages
from srce_pac.core.series.job import PRINTED, Job, Outcome

# Every entry says something else than by default.
FULL = SheetRequest(
    territory="59294,59001",
    title="Canton d’Été « 1 »",
    sheet="/W é/srce.json",
    source="profile:Données",
    background="plan_ign",
    base="/W é/base",
    extras="index,ticks",
    template="A3",
    scale=12_500.5,
    outside="show",
    office="DDTM 59",
    cartouche={"office": "É\n“x”", "legend": {"corridor": "Corridors"}, "sheet_number": 2},
    outlines=True,
    geopdf=True,
    styles="set",
    template_reads=True,
    dpi=200,
    look=CanvasLook({"class:corridor_l_1": LayerChange(False, "<qgis/>")}, ("contour", "x")),
)


def over(value: object) -> object:
    """A value as it comes out of a line at the other end."""
    line = messages.line_of("key", value)
    assert line.isascii()
    assert line.count(b"\n") == 1
    key, read = messages.read_line(line)
    assert key == "key"
    return read


def test_every_entry_of_a_request_comes_over() -> None:
    default = SheetRequest("")
    assert all(getattr(FULL, one.name) != getattr(default, one.name) for one in fields(FULL))
    read = messages.request_from_json(over(messages.request_to_json(FULL)))  # type: ignore[arg-type]
    assert read == FULL
    assert isinstance(read.look.changes["class:corridor_l_1"], LayerChange)


@pytest.mark.parametrize("name", [one.name for one in fields(SheetRequest)])
def test_what_differs_comes_over_alone(name: str) -> None:
    common = SheetRequest("")
    request = replace(common, **{name: getattr(FULL, name)})
    written = messages.request_to_json(request, common)
    assert set(written) == {name}
    assert messages.request_from_json(over(written), common) == request  # type: ignore[arg-type]
    # And what only the others have.
    back = messages.request_to_json(common, request)
    assert messages.request_from_json(over(back), request) == common  # type: ignore[arg-type]


def test_mappings_that_json_does_not_take_come_over() -> None:
    cartouche = MappingProxyType({"legend": MappingProxyType({"a": "b"}), "lines": ("x", "y")})
    read = messages.request_from_json(
        over(messages.request_to_json(replace(FULL, cartouche=cartouche)))  # type: ignore[arg-type]
    )
    assert read.cartouche == {"legend": {"a": "b"}, "lines": ["x", "y"]}


def test_a_job_comes_over_with_any_name_of_a_file() -> None:
    # The bytes of a name that is no text stay what they are.
    paths = [Path("/out/é « x »\n.pdf"), Path("/out/\udcff.pdf"), Path("relative.svg")]
    jobs = [
        Job(i, FULL, "59001", "Alpha", path, "f", state=f"s{i}") for i, path in enumerate(paths)
    ]
    written = over(messages.jobs_to_json(jobs, FULL))
    read = messages.jobs_from_json(written, FULL)  # type: ignore[arg-type]
    assert [(one.number, one.request, one.path, one.state) for one in read] == [
        (one.number, one.request, one.path, one.state) for one in jobs
    ]
    assert "59294" not in json.dumps(written)


def test_an_outcome_comes_over() -> None:
    job = Job(7, FULL, "59001", "Alpha", Path("x.pdf"))
    outcome = Outcome(
        job, PRINTED, "é", "A3", 25_000.0, {"Corridors": 3}, ("one", "two"), 1.5, 2, 999, False
    )
    plain = Outcome(job, PRINTED)
    # No field of it is left out that is not as it would be anyway.
    for one in fields(Outcome):
        if one.name not in ("job", "status"):
            assert getattr(outcome, one.name) != getattr(plain, one.name)
    written = over(messages.outcome_to_json(outcome))
    read = messages.outcome_from_json(written, {7: job})  # type: ignore[arg-type]
    assert read == outcome
    assert read.job is job
    with pytest.raises(KeyError):
        messages.outcome_from_json(written, {})  # type: ignore[arg-type]


def test_a_setup_comes_over() -> None:
    setup = messages.Setup(
        "/usr", "/home/é/profile/", "/x/QGIS3.ini", "fr", ("fr_FR", False), FULL, Path("/out é"),
        "/t.fgb", "postgres:x", "digest", True,
    )  # fmt: skip
    read = messages.setup_from_json(over(messages.setup_to_json(setup)))  # type: ignore[arg-type]
    assert read == setup


@pytest.mark.parametrize("line", [b"", b"null", b"[1]", b'{"a": 1, "b": 2}', b"GEOS: note\n"])
def test_what_is_no_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        messages.read_line(line)
