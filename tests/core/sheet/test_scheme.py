# SPDX-License-Identifier: GPL-3.0-or-later
"""The schemes of the regions: which texts hold where, and which facts no source confirms."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.files import ROOT
from srce_pac.core.sheet.definition import SheetDefinition, load_sheet
from srce_pac.core.sheet.scheme import known_kinds, schemes_of

# The 96 départements of the mainland and Corsica, and the five overseas.
METROPOLE = [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B"]
OVERSEAS = ["971", "972", "973", "974", "976"]
NORD = ("Nord", "Lille", "26 janvier 2017", "TVB")


def facts(kind: str) -> list[tuple[list[str], dict[str, Any]]]:
    """The départements and the facts of every scheme of a kind."""
    data = json.loads((ROOT / "sheets" / "schemes" / f"{kind}.json").read_text(encoding="utf-8"))
    return [(scheme["departements"], scheme["facts"]) for scheme in data["schemes"]]


def texts(sheet: SheetDefinition) -> str:
    """Everything that a sheet says by itself."""
    headings = [entry.heading for entries in sheet.legends.values() for entry in entries]
    parts = (sheet.title, sheet.subtitle, sheet.text_title, sheet.text, sheet.nota, sheet.notice)
    return "\n".join((*parts, *headings))


def sheet(kind: str, *departements: str) -> SheetDefinition:
    return load_sheet(kind).for_departements(departements)


class TestTable:
    """Every département has its schemes, every fact its source."""

    @pytest.mark.parametrize("kind", ["sraddet", "srce"])
    def test_every_departement_is_in_one_region(self, kind: str) -> None:
        listed = sorted(code for departements, _ in facts(kind) for code in departements)
        assert listed == sorted([*METROPOLE, *OVERSEAS])

    def test_the_kinds_are_known(self) -> None:
        assert known_kinds() == ("sraddet", "srce")

    @pytest.mark.parametrize("kind", ["sraddet", "srce"])
    def test_what_is_printed_has_a_source(self, kind: str) -> None:
        for departements, known in facts(kind):
            for name, fact in known.items():
                if fact["confirmed"]:
                    assert fact.get("source"), (departements, name)

    @pytest.mark.parametrize("kind", ["sraddet", "srce"])
    def test_no_unconfirmed_date_is_printed(self, kind: str) -> None:
        for departements, known in facts(kind):
            confirmed = {
                fact["date"] for fact in known.values() if fact["confirmed"] and "date" in fact
            }
            expected = texts(sheet(kind, departements[0]))
            for fact in known.values():
                if not fact["confirmed"] and fact["date"] not in confirmed:
                    assert printed_date(fact["date"]) not in expected, departements

    @pytest.mark.parametrize("kind", ["continuites", "sraddet", "srce"])
    def test_no_text_is_left_open_or_empty(self, kind: str) -> None:
        for departement in [*METROPOLE, *OVERSEAS, "975", "987"]:
            there = sheet(kind, departement)
            expected = texts(there).replace("\n\n", "")
            assert not re.search(r"[{}]|  | ,|\(\)|\s$", expected), departement
            said_at_least = (there.title, there.subtitle, there.text_title, there.text, there.nota)
            assert all(said_at_least), departement

    @pytest.mark.parametrize("kind", ["continuites", "sraddet", "srce"])
    def test_nothing_of_the_nord_is_said_elsewhere(self, kind: str) -> None:
        for departement in {*METROPOLE, *OVERSEAS} - {"59", "62"}:
            expected = texts(sheet(kind, departement))
            assert [word for word in NORD if word in expected] == [], departement


def printed_date(date: str) -> str:
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    year, month, *day = date.split("-") if "-" in date else (date, "01")
    return " ".join([*(part.lstrip("0") for part in day), months.split()[int(month) - 1], year])


# What a sheet must say in a département, and what it must not.
EXPECTED = [
    (
        "srce",
        "59",
        ["annulé par le tribunal administratif de Lille le 26 janvier 2017", "SRCE-TVB"],
        [],
    ),
    ("srce", "60", ["projet de SRCE de Picardie n'a pas été adopté"], ["succédé", "annulé"]),
    ("srce", "33", ["recours devant le tribunal administratif de Bordeaux"], ["annulé", "2017"]),
    (
        "srce",
        "35",
        ["SRCE de Bretagne", "2 novembre 2015", "mars 2021"],
        ["octobre 2015", "19 mars"],
    ),
    (
        "srce",
        "63",
        ["7 juillet 2015", "30 juin 2015", "SRADDET Auvergne-Rhône-Alpes"],
        ["avril 2020"],
    ),
    ("srce", "69", ["16 juillet 2014", "19 juin 2014"], []),
    ("srce", "13", ["26 novembre 2014", "17 octobre 2014", "26 juin 2019"], ["octobre 2019"]),
    ("srce", "54", ["SRCE de Lorraine a été adopté", "Grand Est"], ["novembre 2015"]),
    ("srce", "75", ["SRCE d'Île-de-France a été adopté"], ["SRADDET", "2013"]),
    ("srce", "2A", ["P.A.D.D.U.C", "2 octobre 2015", "tient lieu"], ["S.R.C.E", "SRADDET"]),
    ("srce", "973", ["S.A.R", "6 juillet 2016"], ["S.R.C.E", "SRADDET"]),
    ("srce", "974", ["Continuités écologiques"], ["S.A.R", "2011", "S.R.C.E"]),
    ("sraddet", "60", ["4 août 2020", "21 novembre 2024", "L. 4251-1"], ["SRCE", "Picardie"]),
    ("sraddet", "59", ["4 août 2020", "30 juin 2020"], ["SRCE", "annul"]),
    ("sraddet", "21", ["tribunal administratif de Dijon", "1er janvier 2025"], ["26 juin 2020"]),
    ("sraddet", "33", ["27 mars 2020", "18 novembre 2024"], []),
    ("sraddet", "31", ["14 septembre 2022", "30 juin 2022"], []),
    ("sraddet", "44", ["SRADDET"], ["2022"]),
    ("sraddet", "76", ["2 juillet 2020"], ["2023", "2024"]),
    ("sraddet", "75", ["ne relève pas d'un SRADDET", "12 juin 2025"], ["n° 2025", "S.R.A.D.D.E.T"]),
    ("sraddet", "2B", ["ne relève pas d'un SRADDET"], ["S.R.A.D.D.E.T", "L. 4251-1"]),
    ("sraddet", "971", ["ne relève pas d'un SRADDET"], []),
    ("continuites", "59", ["trame verte et bleue"], ["SRCE", "SRADDET", "annul"]),
]


@pytest.mark.parametrize(("kind", "departement", "expected", "unexpected"), EXPECTED)
def test_the_texts_of_a_region(
    kind: str, departement: str, expected: list[str], unexpected: list[str]
) -> None:
    there = texts(sheet(kind, departement))
    assert [words for words in expected if words not in there] == []
    assert [words for words in unexpected if words in there] == []


class TestTwoRegions:
    """A territory that lies in two regions has both their schemes."""

    def test_both_are_named_the_leading_one_first(self) -> None:
        expected = sheet("sraddet", "76", "80").text
        assert expected.index("SRADDET Normandie") < expected.index("SRADDET Hauts-de-France")

    def test_what_holds_for_both_is_said_once(self) -> None:
        expected = sheet("srce", "80", "76")
        paragraphs = expected.text.split("\n\n")
        assert len(set(paragraphs)) == len(paragraphs) == 3
        assert "SRADDET Hauts-de-France" in expected.notice
        assert "SRADDET Normandie" in expected.notice

    @pytest.mark.parametrize(
        ("departements", "expected"),
        [
            (("80", "76"), ["au SRCE de Haute-Normandie", "de la région Hauts-de-France"]),
            (("02", "59"), ["annulé par le tribunal administratif de Lille", "de la région"]),
            (("44", "35"), ["au SRCE des Pays de la Loire", "au SRCE de Bretagne"]),
            (("33", "87"), ["lui a succédé", "au SRCE du Limousin"]),
            (("14", "76"), ["au SRCE de Basse-Normandie", "au SRCE de Haute-Normandie"]),
            (("77", "60"), ["de la région Hauts-de-France"]),
        ],
    )
    def test_the_notice_tells_of_each_scheme_by_itself(
        self, departements: tuple[str, ...], expected: list[str]
    ) -> None:
        notice = sheet("srce", *departements).notice
        assert [words for words in expected if words not in notice] == []
        # “lui” is the scheme of the sentence before.
        before = notice.split("lui a succédé")[0] if "lui a succédé" in notice else ""
        assert not before or before.count("a succédé au") == 0 or "annulé" in before

    def test_two_departements_of_a_region_have_one_scheme(self) -> None:
        assert sheet("sraddet", "60", "02").text == sheet("sraddet", "60").text
        assert [s.region for s in schemes_of("srce", ["59", "62", "60"])] == [
            "Nord-Pas-de-Calais",
            "Picardie",
        ]


class TestOfData:
    """Of a scheme that the data do not belong to, nothing is said."""

    @pytest.mark.parametrize(
        ("departements", "of_data", "expected"),
        [
            (["59"], ["02"], ""),
            (["62"], ["59"], "Lille"),
            (["60"], ["59", "62"], ""),
            (["76", "80"], ["59"], ""),
            (["60"], [], "Picardie"),
            (["02", "59"], ["59"], "Lille"),
        ],
    )
    def test_the_notice_is_of_the_data(
        self, departements: list[str], of_data: list[str], expected: str
    ) -> None:
        notice = load_sheet("srce").for_departements(departements, of_data).notice
        assert expected in notice
        assert bool(expected) == bool(notice)

    @pytest.mark.parametrize(
        ("departements", "of_data", "expected"),
        [
            (
                ["62", "80"],
                [],
                ("annulé", "approuvé", "lui a succédé", "projet de SRCE de Picardie"),
            ),
            (
                ["80", "62"],
                [],
                ("projet de SRCE", "approuvé", "annulé", "France lui"),
            ),
            (["62", "80"], ["59"], ("annulé", "approuvé", "lui a succédé")),
            (
                ["27", "14"],
                [],
                ("approuvé", "de Haute-Normandie", "également succédé au SRCE de Basse"),
            ),
        ],
    )
    def test_one_sraddet_is_told_once(
        self, departements: list[str], of_data: list[str], expected: Sequence[str]
    ) -> None:
        notice = load_sheet("srce").for_departements(departements, of_data).notice
        places = [notice.find(words) for words in expected]
        assert places == sorted(places)
        assert places[0] >= 0
        assert notice.count("approuvé par le préfet") == 1
        assert ("Picardie" in notice) == ("80" in departements and not of_data)


class TestLike:
    """A sheet may be like another one and say only what differs."""

    def written(self, folder: Path, **entries: Any) -> str:
        path = folder / "sheets" / "own.json"
        path.parent.mkdir()
        path.write_text(json.dumps({"id": "own", "name": "Own", "like": "srce", **entries}))
        return str(path)

    def test_the_rest_is_that_of_the_other(self, tmp_path: Path) -> None:
        own = load_sheet(self.written(tmp_path, file_prefix="OWN"))
        assert (own.id, own.file_prefix) == ("own", "OWN")
        assert own.drawing_order == load_sheet("srce").drawing_order
        assert "Lille" in own.for_departements(["62"]).notice

    def test_one_of_the_earlier_form_prints_what_it_says(self, tmp_path: Path) -> None:
        data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        del data["scheme"]
        data["cartouche"].update(title="Carte {S.R.C.E}", subtitle="Trame")
        data.update(
            departements=["59"],
            text={"title": "Le SRCE", "paragraphs": ["Le {schéma}."]},
            notice="Annulé {le 26}.",
        )
        path = tmp_path / "own.json"
        path.write_text(json.dumps(data))
        own = load_sheet(str(path))
        assert own.for_departements(["2A"]) == own
        assert (own.title, own.text, own.notice) == (
            "Carte {S.R.C.E}",
            "Le {schéma}.",
            "Annulé {le 26}.",
        )
