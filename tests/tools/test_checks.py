# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make lint` checks by scripts of this repository: they find the fault, and only it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from qgis.core import Qgis

from srce_pac.tests.support.missing import MissingError
from srce_pac.tools.check_flags import faults


@pytest.mark.parametrize(
    "line",
    [
        "layer.setFlags(layer.flags() & ~QgsMapLayer.LayerFlag.Searchable)",
        "item.setMapFlags(~flag & item.mapFlags())",
        "flags = layer.flags() & ~flag",
        "flags &= ~flag",
        "layer.setFlags(wanted(layer.flags() & ~flag))",
        "layer.setFlags(layer.flags() | (other.flags() & ~flag))",
        "mask = ~flag; layer.setFlags(layer.flags() & mask)",
        "self.mask: int = ~flag; layer.setFlags(self.mask & layer.flags())",
        "flags = (mask := ~flag); flags &= mask",
        "layer.setFlags(layer.flags() ^ QgsMapLayer.LayerFlag.Searchable)",
        "flags ^= QgsMapLayer.LayerFlag.Searchable",
    ],
)
def test_flags_that_end_as_an_int_are_found(line: str) -> None:
    assert faults(f"flag = 1\n{line}\n") == [2]


@pytest.mark.parametrize(
    "line",
    [
        "layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & ~flag))",
        "flags = LayerFlags(layer.flags() & ~flag)",
        "item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)",
        "if item.flags() & Qt.ItemFlag.ItemIsEditable: pass",
        "whole = ~number",
        "mask = ~flag; layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & mask))",
        "layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() ^ flag))",
        "either = names ^ others",
    ],
)
def test_flags_that_keep_their_type_are_left_alone(line: str) -> None:
    assert faults(line) == []


FORM = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0">
 <class>Form</class>
 <widget class="QWidget" name="Form">
  <layout class="QHBoxLayout" name="row">
   <item>
    <widget class="QgsFilterLineEdit" name="search">
     <property name="showSearchIcon"><bool>true</bool></property>
    </widget>
   </item>
   <item>
    <spacer name="space">
     <property name="orientation"><enum>Qt::Horizontal</enum></property>
     {size}
    </spacer>
   </item>
  </layout>
 </widget>
 <customwidgets>
  <customwidget>
   <class>QgsFilterLineEdit</class><extends>QLineEdit</extends><header>qgis.gui</header>
  </customwidget>
 </customwidgets>
</ui>
"""
SIZE = '<property name="sizeHint"><size><width>0</width><height>0</height></size></property>'


@pytest.mark.parametrize(("size", "refused"), [(SIZE, False), ("", True)])
def test_a_form_that_pyqt6_refuses_is_named(
    root: Path, tmp_path: Path, size: str, refused: bool
) -> None:
    python = root / ".venv" / "bin" / "python"
    if subprocess.run([python, "-c", "import PyQt6"], check=False).returncode:
        if Qgis.QGIS_VERSION_INT >= 32300:
            pytest.skip("needs PyQt6; no QGIS takes part, so that it is tried beside the oldest")
        raise MissingError("needs PyQt6 (tools/setup.sh lint)")
    form = tmp_path / "form.ui"
    form.write_text(FORM.format(size=size), encoding="utf-8")
    done = subprocess.run(
        [python, root / "tools" / "check_forms.py", form],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, str(form) in done.stdout) == (int(refused), refused), done.stderr
