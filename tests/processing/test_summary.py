# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithm that writes a summary, in QGIS and through the real qgis_process."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingFeedback

from srce_pac.tests.support.process import Process
from srce_pac.tests.support.summaries import HAYNECOURT, VALENCIENNES, read

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def summarised(qgis_process: Process) -> Callable[..., dict[str, Any]]:
    """Run the algorithm as a script would; gives its results."""

    def summary(**parameters: object) -> dict[str, Any]:
        given = [f"{name}={value}" for name, value in parameters.items()]
        answer = qgis_process("--json", "run", "srce_pac:summary", "--", *given)
        assert answer.status == 0, answer.errors
        return answer.results

    return summary


class TestAlgorithm:
    """`srce_pac:summary`."""

    def test_a_file_gets_the_table(
        self, summarised: Callable[..., dict[str, Any]], tmp_path: Path
    ) -> None:
        file = tmp_path / "haynecourt.csv"
        results = summarised(TERRITORY=HAYNECOURT, OUTPUT=file)
        assert results["OUTPUT"] == str(file)
        assert results["COUNT"] == sum(int(row["Objets"]) for row in read(file)) == 6

    def test_a_folder_gets_a_file_of_the_usual_name(
        self, algorithm: Callable[[str], QgsProcessingAlgorithm], tmp_path: Path
    ) -> None:
        given = {"TERRITORY": VALENCIENNES, "OUTPUT": f"{tmp_path}/out/"}
        results, _ = algorithm("summary").run(
            given, QgsProcessingContext(), QgsProcessingFeedback(), catchExceptions=False
        )
        file = Path(results["OUTPUT"])
        assert file.is_file()
        assert file.suffix == ".csv"
        assert file.name.startswith("SRCE_245901160_")
        whole = [row for row in read(file) if row["Territoire"] == "Ensemble du territoire"]
        assert results["COUNT"] == sum(int(row["Objets"]) for row in whole)
