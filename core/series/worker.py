# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of a worker process: prepared once, then sheet after sheet as they are asked for."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from qgis.core import QgsApplication, QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QSettings, QTranslator

from ..common.errors import SourceError, SrceError
from ..common.files import ROOT
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from ..common.scratch import working_folder
from ..common.settings import Settings
from ..territory.asked_source import AskedSource
from ..territory.gazetteer import Gazetteer
from ..territory.layer_choices import LayerChoices
from ..territory.territory_sources import open_territories
from .sheet_printer import SheetPrinter
from .territory_digest import territory_digest
from .worker_messages import (
    ANSWER,
    BEGUN,
    END,
    JOBS,
    READY,
    REFUSED,
    SETUP,
    Setup,
    jobs_from_json,
    line_of,
    outcome_to_json,
    read_line,
    setup_from_json,
)

# Seconds that a sheet has to come to an end once nobody waits for it any more.
GRACE = 10

# What is said where the parent has gone without a word.
_GONE = "gone"


def work(answers: BinaryIO) -> None:
    """Work until the parent says that no more comes, or is gone; the process ends with it."""
    # Ctrl+C in a terminal reaches all processes; the parent says what is to be done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with working_folder(Path(tempfile.gettempdir())) as scratch:
        for name in ("TMPDIR", "TEMP", "TMP"):
            os.environ[name] = str(scratch)
        tempfile.tempdir = str(scratch)
        inbox = Inbox(scratch)
        # In the process's own order QGIS is taken down last, if at all: see below.
        _serve(inbox, answers)
    # Nothing is to be saved, and QGIS's way down may crash after all has been done.
    sys.stderr.flush()
    os._exit(0)


class Inbox:
    """The lines of standard input, read by a thread, so that its end is noticed at once."""

    def __init__(self, scratch: Path) -> None:
        self.feedback = QgsFeedback()
        self._lines: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._scratch = scratch
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> tuple[str, Any]:
        """The next line, waited for."""
        return self._lines.get()

    def _read(self) -> None:
        is_asked = False
        for line in sys.stdin.buffer:
            # Nobody but the parent writes here; a line cut off in the middle is its end.
            if not line.endswith(b"\n"):
                break
            key, value = read_line(line)
            is_asked = is_asked or key == END
            self._lines.put((key, value))
        self._lines.put((_GONE, None))
        if is_asked:
            return
        # Cancelled, or the parent was killed: the sheet that is drawn is left out.
        self.feedback.cancel()
        time.sleep(GRACE)
        shutil.rmtree(self._scratch, ignore_errors=True)
        os._exit(1)


def _serve(inbox: Inbox, answers: BinaryIO) -> None:
    """Prepare as the first line says, then print what the others ask for."""
    key, value = inbox.next()
    if key != SETUP:
        return
    setup = setup_from_json(value)
    application, translator = _begin(setup)
    try:
        if setup.secret:
            _check_secrets()
        printer = SheetPrinter(_gazetteer(setup), setup.folder)
        # A login that was typed in this session is known to the parent alone: it can print.
        printer.open(setup.request, inbox.feedback)
    except SrceError as error:
        answers.write(line_of(REFUSED, error.whole))
        return
    answers.write(line_of(READY, os.getpid()))
    for job in _jobs(inbox, setup):
        answers.write(line_of(BEGUN, job.number))
        answers.write(line_of(ANSWER, outcome_to_json(printer.print(job, inbox.feedback))))
    printer.close()
    # They live as long as the work does.
    del translator, application


def _jobs(inbox: Inbox, setup: Setup) -> Iterator[Any]:
    while True:
        key, value = inbox.next()
        if key != JOBS:
            return
        for job in jobs_from_json(value, setup.request):
            if inbox.feedback.isCanceled():
                return
            yield job


def _begin(setup: Setup) -> tuple[QgsApplication, QTranslator]:
    """Start QGIS as the parent has it: installation, profile, settings, languages."""
    # QGIS reads the file of the settings while it starts.
    settings = Path(setup.settings)
    QCoreApplication.setOrganizationName(settings.parent.name)
    QCoreApplication.setApplicationName(settings.stem)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings.parent.parent)
    )
    QgsApplication.setPrefixPath(setup.prefix, True)
    application = QgsApplication([], True, setup.profile)
    QCoreApplication.setOrganizationName(settings.parent.name)
    QCoreApplication.setApplicationName(settings.stem)
    QgsApplication.initQgis()
    name, is_grouped = setup.numbers
    numbers = QLocale(name)
    if not is_grouped:
        numbers.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(numbers)
    translator = QTranslator()
    if translator.load(str(ROOT / "i18n" / f"srce_pac_{setup.locale[:2]}.qm")):
        QCoreApplication.installTranslator(translator)
    return application, translator


def _gazetteer(setup: Setup) -> Gazetteer:
    """The territories of the series. Raises SrceError."""
    choices = LayerChoices(Settings.load().layer_choices)
    by_hand = choices.asked(COMMUNE, setup.communes), choices.asked(EPCI, setup.epcis)
    plain = AskedSource(setup.communes), AskedSource(setup.epcis)
    for communes, epcis in dict.fromkeys((by_hand, plain)):
        gazetteer = open_territories(communes, epcis)
        if territory_digest(gazetteer) == setup.territories:
            return gazetteer
    raise SrceError(
        translate(
            "Series",
            "A worker process does not find the territories of this QGIS: they are not "
            "in a file, a database or a service.",
        )
    )


def _check_secrets() -> None:
    """Raises SourceError where this process does not get at the logins that QGIS keeps."""
    manager = QgsApplication.authManager()
    if not manager.setMasterPassword(True):
        raise SourceError(
            translate(
                "Series",
                "The source needs the master password of QGIS, which a worker process cannot know; "
                "QGIS can keep it in the wallet of the system.",
            )
        )
