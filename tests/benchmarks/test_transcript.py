"""The transcript column at 12,000 words with 2,000 moments, and at ten times that.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted: against the
strategy of today's tools, and between the two sizes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit

from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.edits import Replace
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.study import Account, Dyad, Session, Study
from annotator.domain.transcript import Stop, freeze
from annotator.domain.view import StudyView
from annotator.ui.theme import PALETTE, Look
from annotator.ui.transcript import TranscriptColumn

WIDTH, HEIGHT = 600, 800
STOPS = 31  # 30 with white space above them; the first is apart, see below
WORDS = (
    "I was searching really knew wanted to reach her but had no words yet so held on the form she "
    "laughed and with then it got quiet in a good way thought now we are two people room"
).split()
CODES = tuple(Code(id=name, name=name.capitalize(), colour=name) for name in PALETTE)


def study(turns: int, moments: int, words_a_turn: int = 20) -> StudyView:
    """An interview of so many turns with moments of 3 to 30 words all over it, seeded."""
    chance = random.Random(7)
    texts = [" ".join(chance.choices(WORDS, k=words_a_turn)) for _ in range(turns)]
    read = tuple(ReadTurn(speaker="IT"[n % 2], text=text) for n, text in enumerate(texts))
    transcript, _ = freeze(Reading(format="txt", encoding=None, turns=read), "account")
    stops = tuple(
        Stop(
            id=f"stop-{n}",
            transcript_id=transcript.id,
            position=transcript.turns[n * turns // STOPS].start,
            start_ms=n * 90_000,
        )
        for n in range(STOPS)
    )
    book = Codebook(id="book", number=1, sets=(CodeSet(id="set", name="Set", codes=CODES),))
    view = StudyView(
        revision=0,
        study=Study(id="study", title="Speed"),
        dyads={"dyad": Dyad(id="dyad", name="D01")},
        sessions={"session": Session(id="session", dyad_id="dyad", number=3)},
        accounts={"account": Account(id="account", session_id="session", voice="therapist")},
        codebooks={"book": book},
        transcripts={transcript.id: transcript},
        stops={transcript.id: stops},
        moments={transcript.id: {}},
    )
    made = {}
    for number in range(moments):
        start = chance.randrange(len(transcript.text) - 160)
        each = a_moment(view, f"m{number}", start, start + chance.randrange(15, 160))
        made[each.id] = each
    return StudyView(
        revision=0,
        study=view.study,
        dyads=view.dyads,
        sessions=view.sessions,
        accounts=view.accounts,
        codebooks=view.codebooks,
        transcripts=view.transcripts,
        stops=view.stops,
        moments={transcript.id: made},
    )


def a_moment(view: StudyView, moment_id: str, start: int, end: int) -> Moment:
    return Moment(
        id=moment_id,
        transcript_id=next(iter(view.transcripts)),
        coder_id="coder",
        round_id="round",
        codebook_id="book",
        start=start,
        end=end,
        codes=(CODES[start % len(CODES)].id,),
    )


@dataclass
class Bench:
    """One column on the screen with the newest view of its study."""

    column: TranscriptColumn
    view: StudyView
    made: int = 0

    def page(self) -> None:
        """One screenful on, one frame."""
        bar = self.column.text.verticalScrollBar()
        bar.setValue(0 if bar.value() + HEIGHT > bar.maximum() else bar.value() + HEIGHT - 100)
        QApplication.processEvents()

    def next_view(self) -> tuple[tuple[StudyView], dict]:
        """The view after one more moment on the screen: made by the session, not by the column."""
        self.made += 1
        start = self.column.text.top_position() + 40 + self.made
        edit = Replace(before=None, after=a_moment(self.view, f"n{self.made}", start, start + 60))
        self.view = self.view.after(edit, self.view.revision + 1)
        return (self.view,), {}

    def add(self, view: StudyView) -> None:
        """Takes it and paints it."""
        self.column.show_moments(view)
        QApplication.processEvents()

    def point(self) -> None:
        """Goes down the page with the pointer."""
        view = self.column.text.viewport()
        for step in range(40):
            QTest.mouseMove(view, QPoint(20 + 12 * step, 15 * step))
            QApplication.processEvents()

    def align(self) -> None:
        """White space above 30 pieces anew."""
        self.made += 1
        stops = next(iter(self.view.stops.values()))
        self.column.set_stop_margins(
            {stop.position: (n + self.made) % 9 * 8 + 8 for n, stop in enumerate(stops) if n}
        )


def shown(view: StudyView) -> Bench:
    column = TranscriptColumn(Look())
    column.resize(WIDTH, HEIGHT)
    column.show()
    column.show_account(view, "account")
    QApplication.processEvents()
    # In the middle, where something lies above and below.
    bar = column.text.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    QApplication.processEvents()
    return Bench(column, view)


@pytest.fixture(params=[(600, 2_000), (6_000, 20_000)], ids=["12k words", "120k words"])
def view(request, qapp) -> StudyView:
    return study(*request.param)


@pytest.fixture
def bench(view, qtbot) -> Bench:
    bench = shown(view)
    qtbot.addWidget(bench.column)
    return bench


def test_open(view, benchmark, qtbot):
    def setup():
        column = TranscriptColumn(Look())
        column.resize(WIDTH, HEIGHT)
        column.show()
        qtbot.addWidget(column)
        QApplication.processEvents()
        return (column,), {}

    def open_account(column):
        column.show_account(view, "account")
        QApplication.processEvents()

    benchmark.pedantic(open_account, setup=setup, rounds=5)


def test_page(bench, benchmark):
    benchmark.pedantic(bench.page, rounds=30, warmup_rounds=1)


def test_page_with_one_moment_alone_and_memos_on_every_turn(bench, benchmark):
    with_all(bench)
    benchmark.pedantic(bench.page, rounds=30, warmup_rounds=1)


def test_point_across_a_page(bench, benchmark):
    """The pointer over words, bars and names: 40 places, a frame each."""
    benchmark.pedantic(bench.point, rounds=5, warmup_rounds=1)


def test_add_a_visible_moment(bench, benchmark):
    benchmark.pedantic(bench.add, setup=bench.next_view, rounds=15)


def test_thirty_margins(bench, benchmark):
    benchmark.pedantic(bench.align, rounds=9, warmup_rounds=1)


def test_margin_above_the_first_piece(bench, benchmark):
    """A document ignores its first block's margin; its frame's has all lines broken anew."""
    heights = iter(range(8, 1000))
    benchmark.pedantic(lambda: bench.column.set_stop_margins({0: next(heights)}), rounds=5)


def test_page_and_add_do_not_grow_with_the_transcript(qapp, qtbot):
    small, large = shown(study(600, 2_000)), shown(study(6_000, 20_000))
    for bench in (small, large):
        qtbot.addWidget(bench.column)
    acts = (
        milliseconds_a_page,
        milliseconds_an_add,
        milliseconds_pointing,
        milliseconds_a_full_page,
    )
    for act in acts:
        one, ten = act(small), act(large)
        assert ten < 3 * one, f"{act.__name__}: {one:.1f} ms, at ten times the size {ten:.1f} ms"


def test_one_giant_transcript_opens_in_proportion_to_its_words(qapp, qtbot):
    """Ten times the words and moments in one transcript: ten times the time, and not its square."""

    def opened_ms(view: StudyView) -> float:
        taken = []
        for _ in range(3):
            column = TranscriptColumn(Look())
            qtbot.addWidget(column)
            column.resize(WIDTH, HEIGHT)
            column.show()
            QApplication.processEvents()
            taken.append(milliseconds(partial(column.show_account, view, "account"), 1))
            column.close()
        return min(taken)

    one, ten = opened_ms(study(600, 2_000)), opened_ms(study(6_000, 20_000))
    print(f"\nopen 12,000 words {one:.0f} ms, 120,000 words {ten:.0f} ms: {ten / one:.1f} x")
    assert ten < 16 * one


def test_an_add_is_at_least_twenty_times_faster_than_formatting_all_again(qapp, qtbot):
    view = study(turns=600, moments=1_000)
    ours = shown(view)
    qtbot.addWidget(ours.column)
    add_ms = milliseconds_an_add(ours)
    again_ms = milliseconds_formatting_again(view, qtbot)
    print(f"\nadd {add_ms:.1f} ms, all formats again {again_ms:.0f} ms: {again_ms / add_ms:.0f} x")
    assert again_ms > 20 * add_ms


def with_all(bench: Bench) -> None:
    """Memos on every turn, and all moments faded but one."""
    transcript = next(iter(bench.view.transcripts.values()))
    bench.column.show_memos(dict.fromkeys(range(len(transcript.turns)), "so"))
    bench.column.show_alone(frozenset(list(bench.view.moments_of(transcript.id))[:1]))


def milliseconds_a_full_page(bench: Bench) -> float:
    with_all(bench)
    return milliseconds(bench.page, 20)


def milliseconds_pointing(bench: Bench) -> float:
    return milliseconds(bench.point, 3)


def milliseconds_a_page(bench: Bench) -> float:
    return milliseconds(bench.page, 20)


def milliseconds_an_add(bench: Bench) -> float:
    taken = []
    for _ in range(11):
        (view,), _ = bench.next_view()
        taken.append(milliseconds(partial(bench.add, view), 1))
    return median(taken)


def milliseconds_formatting_again(view: StudyView, qtbot) -> float:
    """What today's tools do after each edit: clear all formats and merge every coding again."""
    text = next(iter(view.transcripts.values())).text
    moments = next(iter(view.moments.values())).values()
    edit = QTextEdit()
    qtbot.addWidget(edit)
    edit.resize(WIDTH, HEIGHT)
    edit.setPlainText(text)
    edit.show()
    QApplication.processEvents()

    def again() -> None:
        cursor = QTextCursor(edit.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setCharFormat(QTextCharFormat())
        for moment in moments:
            cursor.setPosition(moment.start)
            cursor.setPosition(moment.end, QTextCursor.MoveMode.KeepAnchor)
            coded = QTextCharFormat()
            coded.setBackground(QColor("#cbe6dd"))
            cursor.mergeCharFormat(coded)
        QApplication.processEvents()

    return milliseconds(again, 3)


def milliseconds(act: Callable[[], None], times: int) -> float:
    taken = []
    for _ in range(times):
        start = perf_counter()
        act()
        taken.append((perf_counter() - start) * 1000)
    return median(taken)
