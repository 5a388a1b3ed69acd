# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a sheet, fitted to the widget or zoomed."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPointF, QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPalette,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from qgis.PyQt.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

# The width of the page in the units of the scene.
PAGE = 1000.0

NEAREST = 8.0
STEP = 1.25

# Pixels; a wider picture takes long to draw and shows no more.
WIDEST = 4000


class SheetView(QGraphicsView):
    """Shows a page: the wheel zooms, dragging moves it, a double click zooms in and out.

    It keeps to the whole page until it is zoomed.
    """

    # The page is needed with another number of pixels.
    rescaled = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QGraphicsScene(), parent)
        self.scene().setParent(self)
        self._page = self.scene().addPixmap(QPixmap())
        self._page.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._zoom = 1.0
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setBackgroundRole(QPalette.ColorRole.Mid)
        # Bars that come and go with the zoom would change the size of the view.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_page(self, image: QImage) -> None:
        """Show a page; zoom and position stay."""
        if image.isNull():
            self.clear()
            return
        self._page.setPixmap(QPixmap.fromImage(image))
        self._page.setScale(PAGE / image.width())
        self.scene().setSceneRect(self._page.sceneBoundingRect())
        self._rescale()

    def clear(self) -> None:
        """Show no page."""
        self._page.setPixmap(QPixmap())

    @property
    def has_page(self) -> bool:
        """Whether a page is shown."""
        return not self._page.pixmap().isNull()

    def page(self) -> QImage:
        """The picture that is shown."""
        return self._page.pixmap().toImage()

    def page_width(self) -> int:
        """The width of the page in pixels, at which a picture need not be scaled."""
        scale = self.transform().m11() if self.has_page else self.viewport().width() / PAGE
        return min(round(scale * PAGE * self.devicePixelRatioF()), WIDEST)

    def zoom_by(self, factor: float) -> None:
        """Multiply the zoom, which is 1 for the whole page."""
        self._zoom = min(max(self._zoom * factor, 1.0), NEAREST)
        self._rescale()

    def look_at(self, part: QRectF) -> None:
        """Show a part of the page (shares of it, from 0 to 1) as large as it fits."""
        page = self.scene().sceneRect()
        wide, high = part.width() * page.width(), part.height() * page.height()
        if wide > 0 and high > 0:
            self.show_whole()
            room, scale = self.viewport().rect(), self.transform().m11()
            self.zoom_by(0.95 * min(room.width() / wide, room.height() / high) / scale)
            centre = part.center()
            self.centerOn(QPointF(centre.x() * page.width(), centre.y() * page.height()))

    def show_whole(self) -> None:
        """Show the whole page."""
        self.zoom_by(1.0 / self._zoom)

    @property
    def is_whole(self) -> bool:
        """Whether the whole page is in view."""
        return self._zoom <= 1.0

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if event.angleDelta().y():
            self.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.zoom_by(4.0 if self.is_whole else 1.0 / self._zoom)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._rescale()

    def _rescale(self) -> None:
        """Fit the page to the view; ask for another picture if its size is wrong."""
        if not self.has_page or self.viewport().rect().isEmpty():
            return
        page, room = self.scene().sceneRect(), self.viewport().rect()
        scale = self._zoom * min(room.width() / page.width(), room.height() / page.height())
        # A whole number of pixels, so that the picture is shown as it was drawn.
        scale = max(1, int(scale * PAGE + 0.001)) / PAGE
        factor = scale / self.transform().m11()
        self.scale(factor, factor)
        if self.page_width() != self._page.pixmap().width():
            self.rescaled.emit()
