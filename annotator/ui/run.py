"""Starts the window, or takes its picture."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from annotator import __version__
from annotator.app import settings as settings_file
from annotator.app.memory import give_back_large
from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.qt.parking import is_parked
from annotator.app.settings import Settings
from annotator.app.sharing import is_shared, take_out
from annotator.domain.address import Address
from annotator.ui.appearance import look_of
from annotator.ui.asking import Asking
from annotator.ui.asking_agreement import AskingAgreement
from annotator.ui.asking_design import AskingDesign
from annotator.ui.asking_guide import AskingGuide
from annotator.ui.asking_pictures import AskingPictures
from annotator.ui.collecting import collecting_here
from annotator.ui.crash import catch_all
from annotator.ui.order import moments_in_text
from annotator.ui.sharing_desk import wait_for_leaving
from annotator.ui.theme import Scheme
from annotator.ui.window import Window

Ask = Callable[[], str | None]
MOST_LEAVING_MS = 20_000
"""So long a closed window's program stays for what it publishes; then that is kept."""


def application() -> QApplication:
    """The one application object, made when needed."""
    app = QCoreApplication.instance()
    if isinstance(app, QApplication):
        return app
    give_back_large()
    QCoreApplication.setApplicationName("IPR Annotator")
    QCoreApplication.setApplicationVersion(__version__)
    made = QApplication(sys.argv[:1])
    made.setStyle("Fusion")  # the same on every system; the sheet dresses it
    return made


def run_window(
    place: Path | Address | str | None,
    *,
    ask_passphrase: Ask | None = None,
    coder: str | None = None,
) -> int:
    """Opens the window and stays until it is closed.

    Args:
        place: a study to open; None for the one of last time, where it was left, else the start
            screen.
        ask_passphrase: gives the passphrase; None for a dialog.
        coder: name of the coder to open it for; None for the one of last time.

    Returns:
        The exit code.

    Raises:
        UserError: the study cannot be opened. It is found before there is a window, unless the
            file is encrypted: then the window asks, and says what is wrong.
    """
    named = Path(place) if isinstance(place, str) else place
    study = None if named is None else _opened_at_once(named, ask_passphrase, coder)
    app = application()
    with collecting_here():
        return _shown(app, named, study, ask_passphrase, coder)


def _shown(
    app: QApplication, named: Path | Address | None, study: OpenStudy | None,
    ask_passphrase: Ask | None, coder: str | None,
) -> int:  # fmt: skip
    """Stays until the window is closed; the arguments are those of `run_window`."""
    settings = settings_file.load()
    window = made_window(settings)
    asking = Asking(window, ask_passphrase)
    AskingAgreement(window)
    AskingDesign(window)
    AskingGuide(window)
    AskingPictures(window)
    catch_all(window.say)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    signal.signal(signal.SIGTERM, lambda *_: window.close())
    alive = QTimer()  # lets Python see signals while Qt waits
    alive.start(500)
    alive.timeout.connect(lambda: None)
    window.show()
    wanted = named or settings.last_study()
    if study is not None:
        opened = study
        QTimer.singleShot(0, lambda: asking.show_opened(opened))
    elif wanted is not None:
        QTimer.singleShot(0, lambda: asking.open_place(wanted, coder))
    code = app.exec()
    published = wait_for_leaving(MOST_LEAVING_MS)
    if is_parked() or not published:  # all is closed, and Qt would wait for what hangs
        sys.stdout.flush()
        os._exit(code)
    return code


class _LockedError(Exception):
    """The study has a passphrase, which the window asks for."""


def _opened_at_once(place: Path | Address, ask: Ask | None, coder: str | None) -> OpenStudy | None:
    """A study that opens without a question, None for one that wants its passphrase."""

    def refuse() -> str | None:
        raise _LockedError

    try:
        found = place if isinstance(place, Address) or not is_shared(place) else take_out(place)
        return open_study(found, ask or refuse, coder, seen_by=NOBODY)
    except _LockedError:
        return None


def made_window(settings: Settings, keep: Callable[[Settings], object] | None = None) -> Window:
    """A window after the settings, not yet shown."""
    application()
    return Window(look_of(settings), settings, keep or settings_file.save)


def take_picture(
    study: OpenStudy,
    target: Path,
    *,
    size: tuple[int, int] = (1680, 1050),
    scheme: Scheme = "light",
    percent: int = 100,
    tab: str = "coding",
    aligned: bool = False,
) -> None:
    """Writes a picture of the window: on the first session with a moment chosen, or a tab.

    Args:
        study: stays open.
        target: a PNG file.
        size: of the window in pixels.
        scheme: light or dark.
        percent: text size.
        tab: `coding`, `dyads`, `overview`, or `agreement` or `consensus` of a study that is
            open for everybody.
        aligned: whether the columns stand level by the session's clock.
    """
    app = application()
    with collecting_here():
        settings = Settings(scheme=scheme, percent=percent, remember_recent=False)
        window = made_window(settings, keep=lambda _: None)
        window.resize(*size)
        window.show()
        window.show_study(study)
        _settle(app)
        if aligned and window.desk is not None:
            window.desk.toggle_alignment()
            _settle(app)
        show_a_moment(window)
        if tab != "coding":
            window.show_tab(tab)
            window.wait_for_comparison()
        _settle(app)
        window.grab().save(str(target))
        window.let_go()
        window.close()
        window.deleteLater()
        app.processEvents()


def _settle(app: QApplication) -> None:
    """Lets layouts come to rest: each round may ask for another."""
    for _ in range(6):
        app.processEvents()


def show_a_moment(window: Window) -> None:
    """Chooses the moment that a picture shows best: paired, rated, with a memo; else the first."""
    desk = window.desk
    if desk is None:
        return
    own = [
        moment
        for text in desk.page.columns.texts()
        if text.transcript_id is not None
        for moment in moments_in_text(desk.view, text.transcript_id)
    ]
    if not own:
        return
    paired = {each for pairing in desk.view.pairings.values() for each in pairing.moment_ids}
    best = max(own, key=lambda each: (each.id in paired, bool(each.ratings), bool(each.memo)))
    desk.open_moment(best.id)
    start_ms, _ = desk.view.interval_of(best)
    if start_ms is not None:
        desk.go_to_time(start_ms)
        desk.choose_moment(best.id)  # on the screen, should its stop be far above it
