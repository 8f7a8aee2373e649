"""A study on a share at the desk: published as it is worked in, never waited for.

All that touches the share runs beside the window, one thing at a time; a share that hangs keeps
one thread, and nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from annotator.app.actions import key_of
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.parking import park
from annotator.app.sharing import (
    Fetched,
    Sharing,
    Status,
    in_background,
    newer,
    uncertified,
)
from annotator.app.taking_up import go_on_with
from annotator.domain.errors import UserError
from annotator.ui.banner import Kind
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.share import ask_apart, ask_work_in_it

TURN_EVERY_MS = 2_000
TRY_AGAIN_S = 60.0
SLOW_AFTER_S, SLOW_MS = 8.0, 3_000
Say = Callable[[str, Kind], object]


class SharingDesk(QObject):
    """Lets the share be asked in turns, and shows how the study stands with it.

    Args:
        desk: the open study at work.
        sharing: what goes on between it and its share.
        say: says something when nobody sits at the desk any more.
    """

    def __init__(self, desk: Desk, sharing: Sharing, say: Say) -> None:
        super().__init__(desk)
        self._desk, self._sharing, self._say = desk, sharing, say
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._take)
        self._then: Callable[[object], object] | None = None
        self._since: float | None = None
        self._shown: Status | None = None
        self._is_old, self._not_before = False, 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_EVERY_MS)
        self._timer.timeout.connect(self.turn)
        self._timer.start()
        desk.left.connect(self._leave)
        desk.followed.connect(lambda *_: self._show_line(self._sharing.status))
        self._show(sharing.status)

    @property
    def is_busy(self) -> bool:
        """Whether the share is being asked something."""
        return self._since is not None

    def wait(self) -> None:
        """Waits for what the share is being asked, and tells what came of it; for tests."""
        self._jobs.wait()
        QCoreApplication.sendPostedEvents(self)

    def turn(self) -> None:
        """Asks the share what is due, unless it has not answered yet."""
        if not self.is_busy:
            self._ask(self._sharing.turn, self._turned)
        elif monotonic() - (self._since or 0.0) > SLOW_AFTER_S:
            self._desk.page.status.show_share("Saved here · the share does not answer")

    def publish(self) -> None:
        """Publishes now; where the study is not ours, asks whether it shall be."""
        status, page = self._sharing.status, self._desk.page
        if self.is_busy:
            page.banner.say("The share is being asked already; it has not answered yet.", "hint")
        elif status.diverged:
            if ask_apart(page.look, page.window(), status):
                self._ask(self._sharing.step_aside, self._stepped_aside)
        elif status.standing in ("theirs", "free"):
            if ask_work_in_it(page.look, page.window(), status):
                over = status.owner if status.stale else None
                self._ask(partial(self._sharing.work_in_it, over), self._works)
        else:
            self._ask(partial(self._sharing.publish_now, again=status.missing), self._published)

    # Inside -------------------------------------------------------------------------------------

    def _ask(self, work: Callable[[], object], then: Callable[[object], object]) -> None:
        self._since, self._then = monotonic(), then
        self._jobs.run(work)

    def _take(self, outcome: Outcome) -> None:
        """In the window's thread."""
        then, self._then, self._since = self._then, None, None
        if isinstance(outcome.error, UserError):
            self._show(self._sharing.status)
            self._desk.page.banner.say(as_sentence(outcome.error), "bad")
        elif outcome.error is not None:
            raise outcome.error
        elif then is not None:
            then(outcome.value)

    def _turned(self, status: object) -> None:
        if isinstance(status, Status):
            self._show(status)
            is_here = status.standing == "gone" or status.beside or status.ahead
            if status.newer and not is_here and monotonic() >= self._not_before:
                self._ask(partial(newer, self._sharing), self._swapped)

    def _published(self, status: object) -> None:
        if isinstance(status, Status):
            self._show(status)
            if uncertified(self._sharing):
                self._tell_erased()
                return
            at = _clock(status.published_at)
            said = f"Published at {at}." if at else "The share has all that was done here."
            self._desk.page.banner.say(said, "good")

    def _works(self, status: object) -> None:
        if isinstance(status, Status):
            self._show(status)
            self._is_old = False
            self._ask(partial(newer, self._sharing), self._works_on)

    def _works_on(self, fetched: object) -> None:
        """Only now, as the window may write in nothing but what the share holds."""
        self._swapped(fetched)
        if not self._sharing.status.newer:
            self._desk.page.banner.say("You work in the study now.", "good")

    def _swapped(self, fetched: object) -> None:
        """Goes on with what others have published; what was said just before stays said."""
        if isinstance(fetched, Fetched):
            self._desk.leave()
            banner = self._desk.page.banner
            sentence, kind = banner.text(), banner.kind
            shown = go_on_with(self._desk.study, fetched)
            if sentence and not banner.text():
                banner.say(sentence, kind)
            self._show(self._sharing.status)
            if shown:
                self._is_old = False
            else:
                self._tell_old()
                self._ask(self._sharing.step_back, self._stepped_back)

    def _tell_old(self) -> None:
        """Says that what others have published cannot be shown in this window as it is.

        Its passphrase or its tables are others now, or another window here has the copy open.
        """
        self._not_before = monotonic() + TRY_AGAIN_S
        if not self._is_old:
            self._is_old = True
            said = (
                f"{self._sharing.place.name} was published anew, and what you see is from before: "
                f"close it ({key_of('close_study')}) in all windows of this machine, then open it."
            )
            self._desk.page.banner.say(said, "bad")

    def _stepped_back(self, status: object) -> None:
        """Why is told already."""
        if isinstance(status, Status):
            self._shown = status
            self._show_line(status)

    def _stepped_aside(self, fetched: object) -> None:
        if isinstance(fetched, Fetched):
            self._desk.leave()
            go_on_with(self._desk.study, fetched, over=True)
            self._show(self._sharing.status)
            name = fetched.beside.name if fetched.beside is not None else "a copy"
            said = f"Yours is beside the study as {name}; this is the one on the share."
            self._desk.page.banner.say(said, "good")

    def _show(self, status: Status) -> None:
        """Shows how it stands; what is new in it is said."""
        before, self._shown = self._shown, status
        self._show_line(status)
        said = _said(before, status)
        if said and not (status.standing == "free" and self._desk.study.reader is not None):
            self._desk.page.banner.say(said, "bad")
            return
        is_through = before is not None and before.ahead and not status.ahead
        if is_through and uncertified(self._sharing):
            self._tell_erased()

    def _tell_erased(self) -> None:
        """Says that what was erased here before is on the share now."""
        key = key_of("erase_participant")
        said = f"What was erased is on the share now: {key} again gives its certificate."
        self._desk.page.banner.say(said, "good")

    def _show_line(self, status: Status) -> None:
        self._desk.page.status.show_share(line_of(status))

    def _leave(self) -> None:
        """Nobody is kept: the window goes on, or goes, while the last of it is published."""
        self._timer.stop()
        if not self._jobs.end(0):
            self._jobs.done.disconnect(self._take)
            park(self._jobs, self._jobs.done)
        _leaving.append(_Leaving(self._sharing, self._say))


class _Leaving(QObject):
    """Publishes what is left of a closed study, and tells what came of it."""

    def __init__(self, sharing: Sharing, say: Say) -> None:
        super().__init__()
        self._was_ahead, self._name, self._say = sharing.status.ahead, sharing.place.name, say
        self.jobs = Jobs(self)
        self.jobs.done.connect(self._end)
        self.jobs.run(sharing.leave)
        QTimer.singleShot(SLOW_MS, self, self._tell_slow)

    def _tell_slow(self) -> None:
        if self in _leaving and self._was_ahead:
            self._tell("the share has not answered yet")

    def _end(self, outcome: Outcome) -> None:
        _leaving.remove(self)
        self.deleteLater()
        status = outcome.value
        if isinstance(status, Status) and status.ahead:
            self._tell(status.trouble.rstrip(".") or "another window still has it open")
        elif isinstance(status, Status) and self._was_ahead:
            with suppress(RuntimeError):  # the window is gone
                self._say(f"{self._name} is published.", "good")
        elif isinstance(outcome.error, UserError):
            self._tell(outcome.error.sentence.rstrip("."))
        elif outcome.error is not None:
            raise outcome.error

    def _tell(self, why: str) -> None:
        with suppress(RuntimeError):
            self._say(
                f"{self._name} is saved on this machine and not yet published ({why}); it will be "
                "when it is open here and the share is back.",
                "bad",
            )


_leaving: list[_Leaving] = []
"""What is still published though its study is closed."""


def wait_for_leaving(most_ms: int) -> bool:
    """Waits for what is still published, so long at most; whether all of it is through.

    What is not then is in its working copy, and is published another time.
    """
    until = monotonic() + most_ms / 1_000
    for each in _leaving:
        each.jobs.wait(max(0, round((until - monotonic()) * 1_000)))
    QCoreApplication.sendPostedEvents()
    return not _leaving


def line_of(status: Status) -> str:
    """How a study stands with its share, as the line at the foot says it."""
    at = _clock(status.published_at)
    if status.standing == "theirs" and status.owner is not None:
        return f"Read only: {status.owner.named} works on it"
    if status.standing == "free":
        return "Read only"
    if status.standing == "gone":
        return "Saved here · the share is gone"
    if status.ahead:
        return "Saved here · not published yet" + (f" (last {at})" if at else "")
    return f"Published {at}" if at else "As on the share"


def _said(before: Status | None, now: Status) -> str:
    """What a change of standing is to be told by; empty for what the line at the foot says."""
    key = key_of("publish")
    was = before.standing if before is not None else "ours"
    if now.standing == "theirs" and now.owner is not None:
        if was != "theirs" and now.trouble:
            return now.trouble
        if was != "theirs":
            since = f" since {now.owner.since_words}" if now.owner.since_words else ""
            return f"{now.owner.named} works on this study{since}: you read a copy of it."
        if now.stale and before is not None and not before.stale:
            return f"{now.owner.named} gives no sign any more: {key} lets you take the study over."
    if now.standing == "free" and was == "ours" and now.newer:
        kept = "What was published meanwhile cannot be shown yet: you read the study as it was"
        return f"{kept} before, and {key} lets you work in it."
    if now.standing == "free" and was != "free":
        return f"Nobody works on this study now: {key} lets you work in it."
    if now.standing == "gone" and was != "gone":
        return f"{now.trouble} What you do is saved here, and published when the share is back."
    if now.trouble and (before is None or before.trouble != now.trouble):
        return f"{now.trouble}{f' {key} asks what to do.' if now.diverged else ''}"
    return ""


def _clock(published_at: str) -> str:
    try:
        return f"{datetime.fromisoformat(published_at).astimezone():%H:%M}"
    except ValueError:
        return ""


def join_sharing(desk: Desk, say: Say) -> None:
    """Lets the study of a desk be published while it is open, where it lies on a share."""
    sharing = desk.study.look(in_background)
    if sharing is not None:
        SharingDesk(desk, sharing, say)


def publish_now(desk: Desk) -> None:
    """Publishes the study of a desk, or says that there is nothing to publish."""
    desk.leave()
    part = desk.findChild(SharingDesk)
    if isinstance(part, SharingDesk):
        part.publish()
        return
    sentence = "Everything is saved. The study lies on this machine: there is nothing to publish."
    desk.page.banner.say(sentence, "good")


SHARING_COMMANDS: dict[str, Callable[[Desk], object]] = {"publish": publish_now}
