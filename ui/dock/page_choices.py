# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the dock where the page is chosen: format, scale, what lies under it, styles."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QToolButton, QWidget

from ...core.common.i18n import translate
from ...core.common.request import DIM, NO_BASE
from ...core.common.settings import Settings
from ...core.styles.style_set import known_sets
from ..common.elided import elide
from ..common.fields import fill_extras, select, set_value, value
from ..common.locked import is_locked
from . import choices


class PageChoices(QObject):
    """Drives the group of the page; when it is collapsed, a line sums up the choices."""

    styles_changed = pyqtSignal()

    def __init__(self, form: Any, settings: Settings, parent: QObject) -> None:
        """`form` is the dock's."""
        super().__init__(parent)
        self.form = form
        # It would complete what is typed to the first scale of the list.
        form.scale.setCompleter(None)
        self._suited = ""
        choices.fill_templates(form.template_, "", settings.template)
        choices.fill_scales(form.scale)
        choices.fill_backgrounds(form.background, QgsProject.instance())
        choices.fill_bases(form.base, settings.base)
        choices.fill_outside(form.outside)
        choices.fill_styles(form.styles, settings.styles)
        fill_extras(form.extras, translate("Dock", "As the office says"))
        set_value(form.extras, settings.extras)
        choices.select_choice(form.background, "background", settings.background)
        select(form.outside, settings.outside)
        form.page.setCollapsed(not settings.page_open)
        # By default the button comes after the widgets that it shows and hides.
        for button in form.page.findChildren(QToolButton, "collapseButton"):
            QWidget.setTabOrder(form.layers, button)
            QWidget.setTabOrder(button, form.template_)
        elide(form.panel)
        self._connect()
        self._settle()
        self._describe()

    def suit(self, kind: str) -> None:
        """Offer the formats for a kind of territory; the one chosen last is chosen if it is one."""
        if self._suited != kind:
            self._suited = kind
            wish = self.form.template_.currentData() or Settings.load().template
            choices.fill_templates(self.form.template_, kind, wish)

    def close_down(self) -> None:
        """Disconnect from the project."""
        for signal in _layer_signals():
            signal.disconnect(self._follow_project)

    def _remember(self) -> None:
        """Begin the next session with these choices."""
        form, settings = self.form, Settings.load()
        background = form.background.currentData()
        settings.background = background if choices.is_known_background(background) else ""
        settings.base = form.base.currentData()
        settings.outside = form.outside.currentData()
        settings.styles = form.styles.currentData()
        settings.extras = value(form.extras)
        settings.page_open = not form.page.isCollapsed()
        settings.save()

    def _remember_template(self) -> None:
        """Apart from the others: the list may not offer the format that was chosen last."""
        settings = Settings.load()
        settings.template = self.form.template_.currentData()
        settings.save()

    def list_styles(self) -> None:
        """List the sets of styles anew; the one that is chosen may be gone."""
        combo = self.form.styles
        before = combo.currentData()
        is_there = is_locked("styles") or before in [one.name for one in known_sets()]
        choices.fill_styles(combo, before if is_there else "")
        if combo.currentData() != before:
            self._remember()
        self._settle()
        self.styles_changed.emit()

    def _connect(self) -> None:
        form = self.form
        form.template_.activated.connect(self._remember_template)
        for combo in (form.background, form.base, form.outside, form.styles):
            combo.activated.connect(self._remember)
        form.styles.activated.connect(self.styles_changed)
        for receiver in (self._remember, self._describe):
            form.extras.checkedItemsChanged.connect(receiver)
        form.page.collapsedStateChanged.connect(self._remember)
        for combo in (
            form.template_,
            form.background,
            form.base,
            form.outside,
            form.scale,
            form.styles,
        ):
            combo.currentTextChanged.connect(self._describe)
        form.page.collapsedStateChanged.connect(self._describe)
        # Unfolding shows all that is in it.
        form.page.collapsedStateChanged.connect(self._settle)
        form.scale.currentTextChanged.connect(self._check_scale)
        form.scale.lineEdit().editingFinished.connect(lambda: choices.tidy_scale(form.scale))
        for signal in _layer_signals():
            signal.connect(self._follow_project)

    def _follow_project(self) -> None:
        """List the project's layers as backgrounds, under their names."""
        choices.fill_backgrounds(self.form.background, QgsProject.instance())

    def _check_scale(self) -> None:
        """Say beside a scale, while it is typed, that it is none."""
        self.form.scaleNote.setText(choices.scale_fault(self.form.scale))
        self._settle()

    def words(self) -> tuple[str, ...]:
        """The choices that are not the usual ones, as they are shown."""
        form = self.form
        texts = (
            form.template_.currentText() if form.template_.currentData() else "",
            "" if choices.is_largest_scale(form.scale) else form.scale.currentText(),
            form.background.currentText() if form.background.currentData() else "",
            self._base_words(),
            form.outside.currentText() if form.outside.currentData() != DIM else "",
            form.styles.currentText() if form.styles.currentData() else "",
            form.extras.currentText() if value(form.extras) else "",
        )
        return tuple(text for text in texts if text)

    def _base_words(self) -> str:
        """What is said of a light base that is not the usual one."""
        form = self.form
        if form.base.currentData() == NO_BASE:
            return translate("Dock", "No light base")
        return form.base.currentText() if form.base.currentData() else ""

    def _settle(self) -> None:
        """Show only what is of use."""
        form = self.form
        is_open = not form.page.isCollapsed()
        form.styles.setVisible(is_open and form.styles.count() > 1)
        form.scaleNote.setVisible(is_open and bool(form.scaleNote.text()))

    def _describe(self) -> None:
        form = self.form
        text = " · ".join(self.words())
        form.pageSummary.setText(text)
        form.pageSummary.setVisible(form.page.isCollapsed() and bool(text))


def _layer_signals() -> list[Any]:
    """The signals that the project emits when its layers or their names change."""
    project = QgsProject.instance()
    return [project.layersAdded, project.layersRemoved, project.layerTreeRoot().nameChanged]
