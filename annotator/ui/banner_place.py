"""Where the banner lies over an open study: on the foot's hints, so that no word moves for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from annotator.ui.banner import Banner
from annotator.ui.status_line import StatusLine

MOVED = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest)


class BannerPlace(QObject):
    """Lays a banner over the line at the foot, and keeps it off the line that is read.

    A sentence of one line covers the hints only. A longer one grows upwards, over the timeline or
    the end of a table; where it would cover the line of the caret, it goes to the top, over the
    heads of the columns.

    Args:
        banner: a child of `page` that stands in no layout.
        page: what it lies over.
        status: the line at the foot; what it says of saving stays in sight.
        body: what is between top bar and foot.
        kept_free: the line of the caret, in the coordinates of `page`; None for none.
    """

    def __init__(
        self,
        banner: Banner,
        page: QWidget,
        status: StatusLine,
        body: QWidget,
        kept_free: Callable[[], QRect | None],
    ) -> None:
        super().__init__(page)
        self._banner, self._page = banner, page
        self._status, self._body = status, body
        self._kept_free = kept_free
        for each in (banner, page, status):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Places it when it comes, says something else, or has another width."""
        answer = super().eventFilter(watched, event)
        if event.type() in MOVED:
            self.place()
        return answer

    def place(self) -> None:
        """Places the banner, while it is on the screen."""
        banner, layout = self._banner, self._banner.layout()
        if not banner.isVisible() or layout is None:
            return
        foot, left = self._status.geometry(), self._status.free_from()
        width = max(1, self._page.width() - left)
        height = max(foot.height(), layout.totalHeightForWidth(width))
        lying = QRect(left, self._page.height() - height, width, height)
        read = self._kept_free()
        if height > foot.height() and read is not None and read.intersects(lying):
            lying.moveTopLeft(QPoint(left, self._body.y()))
        if lying != banner.geometry():
            banner.setGeometry(lying)
        banner.raise_()
