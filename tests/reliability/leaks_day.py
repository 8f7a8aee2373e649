"""The day itself, in a process of its own; see `leaks`.

    python -m tests.reliability.leaks_day FOLDER END ACTIONS SEED quiet|logs|again KIND=WORD …

`again` goes on with the study of a day before, and only works in the window.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from annotator.app import settings as settings_file
from annotator.app.core_dumps import forbid_core_dumps
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.exporting import export
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.kept_filters import keep_filter
from annotator.app.verbs.noting import note_export
from annotator.app.verbs.planning import import_file
from annotator.domain.codebook import Code, CodeSet, Scale
from annotator.domain.edits import Replace, added
from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.domain.round import Coder
from annotator.ui.collecting import Collecting
from annotator.ui.crash import catch_all
from annotator.ui.run import application, made_window
from annotator.ui.window import Window
from tests.reliability.leaks import EXPORTS, Day
from tests.reliability.walking import CTRL, Walk, press

TURNS = 60
CODER = "RA-1"


def main() -> None:
    """Lives one day; what breaks it off is told, as the window's own hook would not."""
    try:
        live()
    except Exception as error:
        print(f"broken off by {type(error).__name__}: {error}", flush=True)
        raise


def live() -> None:
    """Lives one day and ends it as was asked."""
    folder, end, actions, seed, how, *words = sys.argv[1:]
    day = Day(Path(folder), dict(each.split("=") for each in words))
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    if how == "logs":
        place = day.folder / "ANNOTATOR_HOME" / "debug.log"
        logging.basicConfig(filename=place, level=logging.DEBUG)
    else:
        forbid_core_dumps()  # as the command does at its start
    if how != "again":
        make(day)
    app = application()
    Collecting(app)
    window = made_window(settings_file.load())
    catch_all(window.say)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    window.show_study(open_study(day.study, lambda: day.words["passphrase"], CODER))
    app.processEvents()
    assert window.study is not None
    if how == "logs":
        window.study.listen(lambda *_: logging.debug("now %s", last_memo(window.study)))
    before = window.study.view.revision
    write_and_search(window, day)
    assert window.study.view.revision > before, "the keys reach nothing"
    walk = Walk(window, int(seed))
    titles: set[str] = set()
    for _ in range(int(actions)):
        walk.act()
        titles.add(window.windowTitle())
    walk.back_to_work()
    if how != "again":
        bring_and_export(window.study, day)
    print(*sorted(titles), "lived", sep="\n", flush=True)
    finish(app, window, day, end)


def make(day: Day) -> None:
    """An encrypted study with the words in all places where words stand."""
    word = day.words
    create_study(day.study, "Day", word["passphrase"])
    with open_study(day.study, lambda: word["passphrase"]) as study:
        codes = (
            Code(id="one", name=word["code"], key="H"),
            Code(id="two", name="Plain", key="C"),
        )
        scale = Scale(id="scale", name="Intensity", minimum=1, maximum=5)
        book = study.view.codebook
        sets = (CodeSet(id="set", name="Moments", codes=codes, scales=(scale,)),)
        study.do(Replace(book, replace(book, sets=sets)), "Codebook")
        study.do(added(Coder(id=CODER, name=CODER)), "Coder")
        said = (f"And then {word['name']} said {word['text']}, so quiet.", f"{word['text']} again.")
        turns = tuple(ReadTurn(speaker="IT"[n % 2], text=said[n % 2]) for n in range(TURNS))
        stops = tuple(
            ReadStop(turn=n, offset=0, start_ms=n * 60_000, end_ms=None, marker="[video]")
            for n in range(0, TURNS, 6)
        )
        read = Reading(format="txt", encoding=None, turns=turns, stops=stops)
        for dyad in ("D01", "D02"):
            for voice in ("therapist", "patient"):
                cell = Cell(dyad=dyad, session=3, voice=voice)
                study.do(import_reading(study.view, cell, read, "x.txt").edit, "Import")


def write_and_search(window: Window, day: Day) -> None:
    """What every day has: a moment with a memo, a search, the palette, a kept filter."""
    walk = Walk(window, 0)
    walk.back_to_work()
    press(Qt.Key.Key_Home, CTRL)
    press(Qt.Key.Key_Return)
    for key in ("h", "m", f"she said {day.words['memo']} then", Qt.Key.Key_Escape):
        press(key)
    press(Qt.Key.Key_C, CTRL)
    window.commands.run("search")
    QApplication.processEvents()
    press(day.words["typed"])
    press(Qt.Key.Key_Escape)
    walk.back_to_work()
    press(Qt.Key.Key_K, CTRL)
    press(day.words["typed"])
    press(Qt.Key.Key_Escape)
    walk.back_to_work()
    study = window.study
    assert study is not None
    kept = keep_filter(study.view, CODER, day.words["filter"], (("words", day.words["filter"]),))
    if kept is not None:
        study.do(kept, "Keep a filter")


def bring_and_export(study: OpenStudy, day: Day) -> None:
    """A transcript comes in by the reader's own process, and tables leave without words."""
    cell = Cell(dyad="D03", session=3, voice="patient")
    with Reader() as reader:
        import_file(study, reader, day.folder / "read" / "transcript.txt", cell)
    files = export(study.view, day.folder / EXPORTS / "tables", "csv")
    note_export(study, "tables as CSV", files)
    study.back_up()


def last_memo(study: OpenStudy | None) -> str:
    """What the control writes to its log."""
    memos = [each.memo for each in study.view.all_moments()] if study is not None else []
    return " ".join(memos)


def finish(app: QApplication, window: Window, day: Day, end: str) -> None:
    """Ends the day; but for `close` after an error in a slot, and at times as no program should."""
    if end != "close":
        began: list[bool] = []

        def fail() -> None:
            began.append(True)
            raise ValueError(f"cannot place {day.words['text']}")

        QTimer.singleShot(0, fail)
        while not began:  # one round of events need not hold a timer that is just made
            app.processEvents()
    if end == "abort":
        os.abort()
    if end == "fault":
        ctypes.string_at(0)
    window.close()
    app.processEvents()


if __name__ == "__main__":
    main()
