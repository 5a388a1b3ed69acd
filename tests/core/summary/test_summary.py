# SPDX-License-Identifier: GPL-3.0-or-later
"""What a territory holds: counted and measured, as a whole and by commune."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeedback,
    QgsGeometry,
)

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.common.request import DEMONSTRATION, HIDE, SHOW, SheetRequest
from srce_pac.core.layout.table import method
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.summary.summary import Summary, SummaryRow, summarise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    SIDE,
    Row,
    bow_tie,
    box,
    commune,
    epci,
    line,
    make_gazetteer,
    open_layers,
    point,
    rows,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.summaries import (
    ALPHA,
    BETA,
    CARRES,
    VALENCIENNES,
    reservoirs,
    summary_of,
    table,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


def corridors(folder: Path, lines: Sequence[str], values: Any = NATIONAL_CORRIDOR) -> None:
    write_layer(folder / "n_srce_corridor_l_000.gpkg", rows(lines, values), "LineString")


def only(summary: Summary) -> SummaryRow:
    """The one row of a class of which there is anything."""
    (row,) = (row for row in summary.rows if row.count)
    return row


def equal_area(wkt: str) -> float:
    """The area in hectares of a polygon of the tests, in an equal-area projection."""
    geometry = QgsGeometry.fromWkt(wkt).densifyByDistance(100)
    crs = [QgsCoordinateReferenceSystem(f"EPSG:{code}") for code in (2154, 3035)]
    geometry.transform(QgsCoordinateTransform(*crs, QgsCoordinateTransformContext()))
    return float(geometry.area()) / 10_000


def parts_in_order(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Parts as the summary lists them: by name, those without one last."""
    return sorted(parts, key=lambda part: (not part[0], part))


class TestMeasures:
    """Numbers that anyone can work out, on squares."""

    def test_a_square_kilometre_is_a_hundred_hectares(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, SIDE)])
        row = only(summary_of(source, gazetteer))
        assert row.measure == pytest.approx(100, rel=0.003)
        assert row.share == pytest.approx(100, abs=0.001)

    def test_an_area_is_that_on_the_ellipsoid_and_not_that_of_the_projection(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, SIDE)])
        row = only(summary_of(source, gazetteer))
        assert row.measure == pytest.approx(equal_area(box(0, 0, SIDE)), rel=1e-5)
        assert row.measure != pytest.approx(100, rel=1e-3)

    def test_only_what_is_inside_is_measured(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(900, 500, 300)])
        corridors(source, [line((-500, 500), (500, 500))])
        lines, areas = (row for row in summary_of(source, gazetteer).rows if row.count)
        assert areas.measure == pytest.approx(3, rel=0.003)
        assert areas.share == pytest.approx(3, rel=0.001)
        assert lines.measure == pytest.approx(0.5, rel=0.002)
        assert lines.share is None

    def test_points_are_counted_and_not_measured(self, gazetteer: Gazetteer, source: Path) -> None:
        fields = {"id_obst": "1", "id_cer": "1", "type_obst": "01"}
        write_layer(
            source / "cer_obstacle_p_fr32.gpkg",
            rows([point(10, 10), point(20, 20), point(1500, 10)], fields),
            "Point",
        )
        row = only(summary_of(source, gazetteer))
        assert (row.geometry, row.count, row.measure, row.share) == ("p", 2, None, None)

    def test_areas_that_overlap_are_measured_once_and_lines_each(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, 500), box(250, 0, 500)])
        along = line((0, 500), (1000, 500))
        corridors(source, [along, along])
        lines, areas = (row for row in summary_of(source, gazetteer).rows if row.count)
        assert (areas.count, lines.count) == (2, 2)
        assert areas.measure == pytest.approx(37.5, rel=0.003)
        assert lines.measure == pytest.approx(2, rel=0.002)

    def test_what_just_touches_is_not_counted(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(SIDE, 0, 100), box(10, 10, 10)])
        assert only(summary_of(source, gazetteer)).count == 1

    def test_a_polygon_that_crosses_itself_is_measured_as_repaired(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [bow_tie(100, 100, 200), None])
        row = only(summary_of(source, gazetteer))
        assert row.count == 1
        # Two triangles of half of half the square.
        assert row.measure == pytest.approx(2, rel=0.003)

    @pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
    def test_a_layer_in_any_crs_gives_the_same(
        self, crs: str, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 300), box(900, 500, 300)], crs=crs)
        row = only(summary_of(source, gazetteer))
        assert row.count == 2
        assert row.measure == pytest.approx(12, rel=0.003)

    def test_what_lies_outside_counts_for_nothing_where_it_is_shown(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100), box(1500, 100, 100)])
        corridors(source, [line((1500, 0), (1600, 0))])
        context = sheet_context(gazetteer, ALPHA)
        layers = open_layers(context, recognise(str(source)), SHOW)
        assert sum(t.layer.featureCount() for t in layers.thematic) == 3
        found = summarise(context, layers)
        assert [(row.geometry, row.count) for row in found.rows] == [("", 0), ("s", 1)]

    def test_a_layer_that_ends_too_early_is_refused(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100), box(300, 300, 100)])
        context = sheet_context(gazetteer, ALPHA)
        layers = open_layers(context, recognise(str(source)))
        (reservoir,) = layers.thematic
        # As where a share has gone: the rest of the rows does not come.
        reservoir.layer.setSubsetString("fid = 1")
        with pytest.raises(SourceError, match="Réservoir"):
            summarise(context, layers)

    def test_a_class_of_the_source_that_is_not_there_is_told(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(5000, 0, 100)])
        corridors(source, [line((0, 0), (10, 10))])
        assert table(summary_of(source, gazetteer)) == [
            ("Alpha", "Corridors écologiques", 1),
            ("Alpha", "Réservoir de Biodiversité", 0),
        ]

    def test_the_ellipsoid_is_named(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(0, 0, 10)])
        summary = summary_of(source, gazetteer)
        assert "l'ellipsoïde GRS 1980" in method(summary)


class TestSubTrames:
    """A class by the values of a field."""

    def test_sub_trames_follow_their_class(self, gazetteer: Gazetteer, source: Path) -> None:
        places = [box(0, 0, 500), box(500, 0, 500), box(0, 500, 100), box(100, 500, 100)]
        reservoirs(source, places, ["humide", "boisé", "humide", ""])
        assert table(summary_of(source, gazetteer)) == [
            ("Alpha", "Réservoir de Biodiversité", 4),
            ("Alpha", "boisé", 1),
            ("Alpha", "humide", 2),
            ("Alpha", "Sans sous-trame", 1),
        ]

    @pytest.mark.parametrize(
        ("fields", "parts"),
        [
            (("id_mnhn", "nom"), [("Le bois", "1"), ("Le bois", "2"), ("3", "3"), ("", "")]),
            (("id_mnhn",), [("1", "1"), ("2", "2"), ("3", "3"), ("", "")]),
        ],
    )
    def test_zones_follow_their_class_by_name_and_code(
        self,
        gazetteer: Gazetteer,
        source: Path,
        fields: tuple[str, ...],
        parts: list[tuple[str, str]],
    ) -> None:
        zones = [("2", "Le bois"), ("1", " Le  bois"), ("3", ""), ("", ""), ("1", "Le bois")]
        found = [
            Row(
                box(100 * i, 0, 50), {k: v for k, v in zip(("id_mnhn", "nom"), zone) if k in fields}
            )
            for i, zone in enumerate(zones)
        ]
        write_layer(source / "znieff1.gpkg", found)
        summary = summary_of(source, gazetteer)
        total, *rows_ = (row for row in summary.rows if row.count)
        assert (total.count, total.zone, total.sub_trame) == (5, "", "")
        without = summary.sheet.words["summary_without"]
        assert [(row.sub_trame, row.zone) for row in rows_] == [
            (name or without, code) for name, code in parts_in_order(parts)
        ]

    def test_what_sub_trames_have_in_common_counts_once_in_their_class(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, 500), box(0, 0, 500)], ["humide", "boisé"])
        measures = [row.measure for row in summary_of(source, gazetteer).rows]
        assert measures == pytest.approx([25, 25, 25], rel=0.003)


class TestCommunes:
    """An EPCI or a selection: the whole, then its communes by name."""

    def test_the_whole_comes_first_and_the_communes_add_up_to_it(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(800, 0, 400), box(100, 600, 100), box(1500, 600, 100)])
        whole, alpha, beta = summary_of(source, gazetteer, CARRES).rows
        assert (whole.place, alpha.place, beta.place) == (
            "Ensemble du territoire",
            "Alpha",
            "Bêta",
        )
        # The first object lies in both.
        assert (whole.count, alpha.count, beta.count) == (3, 2, 2)
        parts = (alpha.measure or 0) + (beta.measure or 0)
        assert parts == pytest.approx(whole.measure, rel=1e-4)
        assert whole.share == pytest.approx(9, rel=0.001)

    def test_a_commune_without_an_object_says_so(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(100, 100, 100)])
        corridors(source, [line((100, 100), (200, 200))])
        assert table(summary_of(source, gazetteer, CARRES))[-1] == ("Bêta", "Aucun objet", 0)

    def test_an_object_does_not_count_in_a_commune_that_it_just_touches(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(SIDE, 100, 100)])
        found = table(summary_of(source, gazetteer, CARRES))
        assert found[1:] == [("Alpha", "Aucun objet", 0), ("Bêta", "Réservoir de Biodiversité", 1)]

    def test_a_selection_is_told_by_commune(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(100, 100, 100), box(1500, 100, 100)])
        summary = summary_of(source, gazetteer, f"{BETA},{ALPHA}", title="Canton")
        assert [row.place for row in summary.rows] == ["Ensemble du territoire", "Alpha", "Bêta"]

    def test_a_commune_that_is_not_loaded_is_named(self, tmp_path: Path, source: Path) -> None:
        places = [
            commune(ALPHA, "Alpha", box(0, 0, SIDE), CARRES),
            epci(CARRES, "CC des Carrés", box(0, 0, 2 * SIDE, SIDE), [ALPHA, BETA]),
        ]
        reservoirs(source, [box(900, 0, 200)])
        summary = summary_of(source, make_gazetteer(tmp_path, places), CARRES)
        assert summary.absent == (BETA,)
        assert BETA in method(summary)
        assert [row.count for row in summary.rows] == [1, 1]

    def test_the_demonstration_is_counted_as_the_layers_are(self, embedded: Gazetteer) -> None:
        context = sheet_context(embedded, VALENCIENNES)
        layers = open_layers(context, recognise(DEMONSTRATION), HIDE)
        summary = summarise(context, layers)
        found = dict.fromkeys(layers.counts, 0)
        for row in summary.rows:
            if row.is_whole:
                found[row.class_id] += row.count or 0
        assert found == layers.counts
        assert summary.total == sum(layers.counts.values())
        assert len({row.place for row in summary.rows}) == 36


class TestProgress:
    """What the user sees and may stop."""

    def test_the_progress_grows_up_to_its_end(self, embedded: Gazetteer) -> None:
        feedback = QgsFeedback()
        found: list[float] = []
        feedback.progressChanged.connect(found.append)
        summarise_sheet(SheetRequest(VALENCIENNES), embedded, feedback)
        assert found == sorted(found)
        assert found[-1] == 100

    def test_it_can_be_cancelled_on_the_way(
        self, embedded: Gazetteer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("srce_pac.core.common.progress.REPORT_INTERVAL", 0.0)
        feedback = QgsFeedback()

        def stop(percent: float) -> None:
            if percent > 55:
                feedback.cancel()

        feedback.progressChanged.connect(stop)
        with pytest.raises(CancelledError):
            summarise_sheet(SheetRequest(VALENCIENNES), embedded, feedback)
        assert 55 < feedback.progress() < 65
