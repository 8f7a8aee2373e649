"""The picture of the recording, in a pane that floats or stands at a side of the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QWidget

from annotator.app.qt.multimedia import multimedia
from annotator.app.qt.player import Player
from annotator.app.recording_places import Places
from annotator.ui.room import room_for
from annotator.ui.stylesheet import Dress
from annotator.ui.theme import Look

DOCKED_FROM, DOCKED_LEAST = 1_900, 1_240
"""From the first width, at 100 %, the picture has room beside three columns; under the second it
floats even where it was docked."""
SIDES = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
}


class Picture(QWidget):
    """Paints the newest frame, as large as it fits; only while it is on the screen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._frame: Any = None
        self.setAccessibleName("Picture of the session")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_frame(self, frame: Any) -> None:  # Qt's, untyped here
        """Takes a frame; what came between two paintings is never painted."""
        self._frame = frame
        self.update()

    def clear(self) -> None:
        """Shows nothing any more."""
        self._frame = None
        self.update()

    def image(self) -> QImage:
        """The frame on screen; empty for none."""
        return QImage() if self._frame is None else self._frame.toImage()

    def sizeHint(self) -> QSize:
        """A small picture of a usual shape."""
        return QSize(self._look.px(320), self._look.px(180))

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(self._look.px(160), self._look.px(90))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame in the middle of a pane that floats, at the top of one at a side."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("ground"))
        image = self.image()
        if image.isNull():
            return
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        if self.height() > 2 * size.height():
            place.moveTop(0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)


class VideoPane(QDockWidget):
    """The pane; closing it never stops the sound.

    Args:
        look: the look in force.
        window: where it stands.
        player: whose picture it is.
        places: where it stood last, and will be found again.

    Signals:
        shut: a person has closed it.
    """

    shut = Signal()

    def __init__(self, look: Look, window: QMainWindow, player: Player, places: Places) -> None:
        super().__init__("Picture of the session", window)
        Dress(look, self)
        self._look, self._window = look, window
        self._player, self._places = player, places
        self.setObjectName("video")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the keys stay in the text
        self.setAllowedAreas(SIDES["left"] | SIDES["right"])
        self.picture = Picture(look)
        self.setWidget(self.picture)
        self._sink = multimedia().QVideoSink(self)
        self._sink.videoFrameChanged.connect(self.picture.show_frame)
        for button, name in (("floatbutton", "Float or dock"), ("closebutton", "Close")):
            made = self.findChild(QAbstractButton, f"qt_dockwidget_{button}")
            if made is not None:
                made.setAccessibleName(f"{name} the picture")
                made.setToolTip(f"{name} the picture")
        wide = window.width() >= look.px(DOCKED_FROM)
        narrow = window.width() < look.px(DOCKED_LEAST)
        kept = places.video if places.video in ("left", "right", "floating") else ""
        side = SIDES["left" if kept == "left" else "right"]
        window.addDockWidget(side, self)
        self.setFloating(kept == "floating" or narrow or (not kept and not wide))
        if self.isFloating():
            self._float()
        self.hide()
        self.topLevelChanged.connect(lambda _floats: self.remember())
        self.dockLocationChanged.connect(lambda _area: self.remember())

    def show_picture(self) -> None:
        """Shows the pane with the player's picture."""
        self._player.show_picture_in(self._sink)
        had_keys = self._window.isActiveWindow()
        self.show()
        if had_keys and self.isFloating():
            self._window.activateWindow()
        self._player.show_first_frame()
        self.remember()

    def put_away(self) -> None:
        """Hides the pane; the player makes no picture then."""
        self._player.show_picture_in(None)
        self.picture.clear()
        had_keys = self._window.isActiveWindow() or self.isActiveWindow()
        self.hide()
        if had_keys:
            self._window.activateWindow()

    def remember(self) -> None:
        """Keeps where it stands."""
        if self.isHidden():
            return
        if self.isFloating():
            box = self.geometry()
            self._places.video = "floating"
            self._places.video_box = (box.x(), box.y(), box.width(), box.height())
        else:
            area = self._window.dockWidgetArea(self)
            self._places.video = "left" if area == SIDES["left"] else "right"

    def closeEvent(self, event: QCloseEvent) -> None:
        """A person closes it: it stays closed until asked for."""
        self.remember()
        super().closeEvent(event)
        self.put_away()
        self.shut.emit()

    def _float(self) -> None:
        """Where it floated last, else in the window's upper right corner."""
        box = QRect(*self._places.video_box) if len(self._places.video_box) == 4 else QRect()
        screen = room_for(self._window)
        if not box.isValid() or not screen.intersects(box):
            size = self.picture.sizeHint() + QSize(0, self._look.px(28))
            corner = self._window.geometry().topRight()
            box = QRect(
                corner.x() - size.width() - self._look.px(24),
                corner.y() + self._look.px(64),
                size.width(),
                size.height(),
            )
        self.setGeometry(box)
