"""The column as a person and the window use it: real widgets, real events."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.domain.edits import Replace
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.transcript import Stop, freeze
from annotator.ui.theme import DARK, LIGHT
from annotator.ui.transcript import TranscriptColumn

THERAPIST = "text-therapist"
Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier


@pytest.fixture
def column(qtbot, look, study_view):
    column = TranscriptColumn(look)
    qtbot.addWidget(column)
    column.resize(600, 700)
    column.show_account(study_view, "therapist")
    with qtbot.waitExposed(column):
        column.show()
    column.activateWindow()
    column.text.setFocus()
    qtbot.waitUntil(column.text.hasFocus)
    return column


def text_of(view):
    return view.transcripts[THERAPIST].text


def point_of(column, position):
    """The middle of the character at a frozen position, in the viewport."""
    page = column.text.page
    line = page.line_at(position)
    places = page.places((position, position + 1))
    centre = line.rects(*places)[0].center().toPoint()
    return centre - QPoint(0, column.text.verticalScrollBar().value())


def marked(view, start, end, moment_id="new", codes=("shame",)):
    moment = Moment(
        id=moment_id,
        transcript_id=THERAPIST,
        coder_id="coder",
        round_id="round",
        codebook_id="book",
        start=start,
        end=end,
        codes=codes,
    )
    return view.after(Replace(before=None, after=moment), view.revision + 1)


# What is shown --------------------------------------------------------------------------------


def test_the_head_says_whose_account_it_is(column, study_view, look):
    assert column.header.heading.title == "Therapist · T07"
    assert column.header.heading.facts == (
        "Recall interview 26 h after the session · 3 stops · 6 turns"
    )
    column.show_account(study_view, "late")
    assert column.header.heading.warning == "later than 48 h: fell ill"
    column.show_account(study_view, "missing")
    assert column.header.heading.warning == "Interview missing: withdrew"
    assert column.text.sheet.note == "Interview missing: withdrew"
    assert column.transcript_id is None
    assert column.account_id == "missing"
    column.show_account(study_view, None)
    assert column.account_id is None
    column.grab()


def test_coding_never_moves_a_word(column, study_view):
    page = column.text.page
    blocks = range(column.text.document().blockCount())
    before = [(page.top(n), page.block(n).layout().lineCount()) for n in blocks]
    formats = len(column.text.document().allFormats())
    column.show_moments(marked(study_view, 0, 300))
    column.grab()
    assert [(page.top(n), page.block(n).layout().lineCount()) for n in blocks] == before
    assert len(column.text.document().allFormats()) == formats


def test_overlapping_moments_share_the_line_in_their_own_colours(column, study_view, look):
    position = text_of(study_view).index("in a good way") + 2  # a blank in two moments
    point = point_of(column, position)
    image = column.text.viewport().grab().toImage()
    affect = look.theme.code("teal").highlight
    connecting = look.theme.code("sand").highlight
    assert image.pixelColor(point + QPoint(0, -8)) == affect
    assert image.pixelColor(point + QPoint(0, 8)) == connecting


def test_a_moment_that_is_taken_away_leaves_plain_paper(column, study_view, look):
    position = text_of(study_view).index("knew I wanted") + 4
    point = point_of(column, position)
    moment = study_view.moments[THERAPIST]["m-distance"]
    shown = column.text.viewport().grab().toImage().pixelColor(point)
    assert shown == look.theme.code("indigo").highlight
    column.show_moments(study_view.after(Replace(before=moment, after=None), 2))
    assert column.text.viewport().grab().toImage().pixelColor(point) == look.colour("paper")


def test_a_stop_splits_its_turn_and_stands_above_what_it_governs(column, study_view):
    page = column.text.page
    stop = study_view.stops[THERAPIST][2]
    number = page.pieces.at(stop.position)
    assert page.pieces.all[number].letter == ""
    gap = page.top(number) - page.lines(number - 1)[-1].rect.bottom()
    assert gap > page.measures.band_height
    rect, found = column.text.sheet._bands_above(number)[0]
    assert found == stop
    assert page.lines(number - 1)[-1].rect.bottom() < rect.top()
    assert rect.bottom() < page.lines(number)[0].rect.top()


def test_a_stop_that_comes_keeps_selection_choice_and_place(column, study_view):
    text = text_of(study_view)
    start = text.index("Earlier")
    column.select_span(start, start + 7)
    column.choose_moment("m-affect", reveal=False)
    position = text.index("I did not want")
    stop = Stop(id="made", transcript_id=THERAPIST, position=position, start_ms=900_000)
    column.show_moments(study_view.after(Replace(before=None, after=stop), 2))
    assert column.selected_span() == (start, start + 7)
    assert column.text.sheet.chosen == "m-affect"
    assert column.text.document().blockCount() == 8
    assert "4 stops" in column.header.heading.facts


def test_text_before_the_first_stop_is_marked_once(column, study_view):
    assert column.text.sheet.hint == ""
    later = study_view.stops[THERAPIST][1:]
    view = replace(study_view, stops={**study_view.stops, THERAPIST: later})
    column.show_account(view, "patient")
    column.show_account(view, "therapist")
    assert column.text.sheet.hint == "before the first stop: no session time"


def test_a_name_that_has_no_room_is_counted_and_told_in_the_tip(column, study_view, monkeypatch):
    start = text_of(study_view).index("And what did")
    view = study_view
    for number, code in enumerate(("shame", "distance", "affect", "connecting")):
        view = marked(view, start, start + 8, f"new{number}", (code,))
    view = marked(view, text_of(view).index("That it was hers"), len(text_of(view)), "below")
    column.show_moments(view)
    number = column.text.page.pieces.at(start)
    names = column.text.sheet._names.beside(range(number, number + 1))
    own = [name for name in names if name.moment_id.startswith("new")]
    assert own[0].words == "Shame"
    assert own[-1].words.startswith("+")
    shown = len([name for name in own if name.colour])
    assert shown + len(own[-1].tip.split("\n")) == 4
    point = own[-1].rect.center().toPoint()
    tips: list[str] = []
    # The tip's own window is left out: the offscreen platform warns when it is raised.
    monkeypatch.setattr(QToolTip, "showText", lambda _, tip, __: tips.append(tip))
    help_event = QHelpEvent(QEvent.Type.ToolTip, point, point)
    QApplication.sendEvent(column.text.viewport(), help_event)
    assert tips == [own[-1].tip]


def test_theme_and_size_change_without_losing_the_place(column, study_view, look):
    column.resize(500, 200)
    column.place_caret(0)
    position = text_of(study_view).index("And what did")
    column.text.scroll_to_top(position)
    assert column.text.top_position() == position
    look.show_percent(200)
    assert column.text.top_position() == position
    look.show_theme(DARK)
    point = column.text.viewport().rect().bottomLeft() + QPoint(3, -3)
    assert column.text.viewport().grab().toImage().pixelColor(point).name() == DARK.paper
    look.show_theme(LIGHT)
    column.resize(700, 200)
    assert column.text.top_position() == position


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_selection_can_be_told_from_paper_and_read(column, look, theme):
    look.show_theme(theme)
    column.select_span(0, 8)
    point = point_of(column, 4)  # the blank after What
    colour = column.text.viewport().grab().toImage().pixelColor(point)
    assert colour == look.colour("wash")
    assert colour != look.colour("paper")
    assert column.text.palette().highlightedText().color() == look.colour("ink")


def test_a_narrow_column_gives_the_names_room_to_the_text(column):
    assert column.text.page.measures.names_width
    column.resize(360, 700)
    assert not column.text.page.measures.names_width
    assert column.text.page.measures.text_width > 200
    scene = column.text.sheet.scene(0, 700)
    bar = scene.bar(column.text.page.measures, scene.marked[0])
    assert column.text.sheet.tip_at(bar.center()) == "Distance"  # the name is still to be had


def test_a_stop_behind_all_text_has_its_band_below_it(column, study_view, qtbot):
    end = len(text_of(study_view))
    stop = Stop(id="made", transcript_id=THERAPIST, position=end, start_ms=60_000)
    column.show_moments(study_view.after(Replace(before=None, after=stop), 2))
    sheet, page = column.text.sheet, column.text.page
    last = len(page.pieces.all) - 1
    rect, found = sheet._bands_above(last)[-1]
    assert found == stop
    assert rect.top() >= page.lines(last)[-1].rect.bottom()
    assert sheet.bands["made"].words == "out of order"
    with qtbot.waitSignal(column.time_reached) as reached:
        pos = rect.center().toPoint()
        qtbot.mouseClick(column.text.viewport(), Button.LeftButton, pos=pos)
    assert reached.args == [60_000]


def test_white_space_above_pieces_comes_and_goes(column, study_view):
    page = column.text.page
    stops = study_view.stops[THERAPIST]
    places = [page.pieces.at(stop.position) for stop in stops]
    before = [page.top(place) for place in places]
    column.set_stop_margins({stops[0].position: 40, stops[1].position: 30})
    assert [page.top(p) - y for p, y in zip(places, before, strict=True)] == [40, 70, 70]
    column.set_stop_margins({})
    assert [page.top(place) for place in places] == before


def test_every_script_is_marked_where_it_stands(column, study_view, look, qtbot):
    text = "Before שלום עולם after, then 😀😀 and e\u0301te\u0301 and a\u00a0b\u2028below مرحبا"
    reading = Reading(
        format="txt", encoding=None, turns=(ReadTurn(speaker="T", text=text + " so it goes"),)
    )
    transcript, _ = freeze(reading, "therapist", version=2)
    view = replace(study_view, transcripts={**study_view.transcripts, transcript.id: transcript})
    for word in ("שלום", "😀😀", "e\u0301te\u0301", "a\u00a0b", "مرحبا", "goes"):
        start = transcript.text.index(word)
        moment = replace(
            study_view.moments[THERAPIST]["m-affect"],
            transcript_id=transcript.id,
            start=start,
            end=start + len(word),
        )
        column.show_account(
            replace(view, moments={transcript.id: {moment.id: moment}}), "therapist"
        )
        assert column.transcript_id == transcript.id
        image = column.text.viewport().grab().toImage()
        teal = look.theme.code("teal").highlight
        edge = QPoint(0, -10)  # above the letters
        assert image.pixelColor(point_of(column, start) + edge) == teal, word
        assert image.pixelColor(point_of(column, start + len(word) - 1) + edge) == teal, word
        outside = [p for p in (start - 3, start + len(word) + 2) if 0 <= p < len(text)]
        for position in outside:
            assert image.pixelColor(point_of(column, position) + edge) != teal, word
        column.select_span(start, start + len(word))
        qtbot.keyClick(column.text, Key.Key_C, Modifier.ControlModifier)
        assert QGuiApplication.clipboard().text().startswith(f"“{word}” (")


# Keys ------------------------------------------------------------------------------------------


def test_words_and_turns_are_selected_by_keys(column, study_view, qtbot):
    text = text_of(study_view)
    column.place_caret(text.index("laughed, and I"))
    qtbot.keyClick(column.text, Key.Key_D, Modifier.ControlModifier)
    assert text[slice(*column.selected_span())] == "laughed,"
    qtbot.keyClick(column.text, Key.Key_D, Modifier.ControlModifier)
    assert text[slice(*column.selected_span())] == "laughed, and"
    both = Modifier.ControlModifier | Modifier.ShiftModifier
    qtbot.keyClick(column.text, Key.Key_Right, both)
    assert text[slice(*column.selected_span())] == "laughed, and I"
    qtbot.keyClick(column.text, Key.Key_Left, both)
    assert text[slice(*column.selected_span())] == "laughed, and"
    qtbot.keyClick(column.text, Key.Key_Escape)
    assert column.selected_span() is None
    qtbot.keyClick(column.text, Key.Key_Return)
    turns = study_view.transcripts[THERAPIST].turns
    assert column.selected_span() == (turns[3].start, turns[3].end)  # the emoji in it
    qtbot.keyClick(column.text, Key.Key_Return)
    assert column.selected_span() == (turns[3].start, turns[4].end)
    qtbot.keyClick(column.text, Key.Key_Up, both)
    assert column.selected_span() == (turns[3].start, turns[3].end)


def test_the_caret_goes_by_characters_words_turns_and_pages(column, study_view, qtbot):
    turns = study_view.transcripts[THERAPIST].turns
    column.place_caret(0)
    steps = [
        (Key.Key_Right, Modifier.NoModifier, 1),
        (Key.Key_Right, Modifier.ControlModifier, 5),
        (Key.Key_Down, Modifier.ControlModifier, turns[1].start),
        (Key.Key_Down, Modifier.ControlModifier, turns[2].start),
        (Key.Key_Up, Modifier.ControlModifier, turns[1].start),
        (Key.Key_Left, Modifier.NoModifier, turns[0].end),
        (Key.Key_Home, Modifier.ControlModifier, 0),
        (Key.Key_End, Modifier.ControlModifier, turns[-1].end),
    ]
    for key, modifier, position in steps:
        with qtbot.waitSignal(column.caret_moved) as moved:
            qtbot.keyClick(column.text, key, modifier)
        assert moved.args == [position]
    emoji = turns[3].end - 1
    column.place_caret(emoji)
    qtbot.keyClick(column.text, Key.Key_Right)
    assert column.caret() == emoji + 1  # over both halves of the pair
    column.resize(600, 200)
    column.place_caret(0)
    qtbot.keyClick(column.text, Key.Key_PageDown)
    below = column.caret()
    assert below > turns[0].end
    qtbot.keyClick(column.text, Key.Key_PageUp)
    assert column.caret() < below


def test_letters_digits_and_space_are_left_to_the_window(column, qtbot):
    pressed = []
    control = Key.Key_Control
    column.keyPressEvent = lambda event: (
        pressed.append(event.key()) if event.key() != control else None
    )
    before = column.text.toPlainText()
    for key in (Key.Key_H, Key.Key_4, Key.Key_Space, Key.Key_Escape, Key.Key_Delete):
        qtbot.keyClick(column.text, key)
    qtbot.keyClick(column.text, Key.Key_A, Modifier.ControlModifier)
    assert pressed == [
        *(Key.Key_H, Key.Key_4, Key.Key_Space, Key.Key_Escape, Key.Key_Delete),
        Key.Key_A,
    ]
    assert column.selected_span() is None
    assert column.text.toPlainText() == before


def test_the_caret_chooses_what_it_enters_and_lets_go_of_what_it_leaves(column, study_view, qtbot):
    start = study_view.moments[THERAPIST]["m-distance"].start
    column.place_caret(start - 1)
    with qtbot.waitSignal(column.moment_chosen) as chosen:
        qtbot.keyClick(column.text, Key.Key_Right)
    assert chosen.args == ["m-distance"]
    with qtbot.waitSignal(column.moment_chosen) as chosen:
        qtbot.keyClick(column.text, Key.Key_Up, Modifier.ControlModifier)
    assert chosen.args == [None]
    column.choose_moment("m-affect")
    with qtbot.waitSignal(column.moment_chosen) as chosen:
        qtbot.keyClick(column.text, Key.Key_Escape)
    assert chosen.args == [None]


def test_the_window_can_place_and_choose_without_an_echo(column, study_view, qtbot):
    with qtbot.assertNotEmitted(column.moment_chosen), qtbot.assertNotEmitted(column.time_reached):
        column.place_caret(study_view.moments[THERAPIST]["m-distance"].start)
        column.choose_moment("m-affect")
        column.select_span(3, 9)
        column.scroll_to_time(750_000)
        column.clear_selection()
    assert column.caret() == 9


def test_the_session_time_at_the_caret_is_told(column, study_view, qtbot):
    stops = study_view.stops[THERAPIST]
    column.place_caret(stops[1].position - 1)
    with qtbot.waitSignal(column.time_reached) as reached:
        qtbot.keyClick(column.text, Key.Key_Right)
    assert reached.args == [750_000]


def test_copy_gives_the_frozen_words_and_their_pseudonymous_source(column, study_view, qtbot):
    turn = study_view.transcripts[THERAPIST].turns[3]
    column.select_span(turn.start, turn.end + 1)
    qtbot.keyClick(column.text, Key.Key_C, Modifier.ControlModifier)
    quote = text_of(study_view)[turn.start : turn.end]
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == f"“{quote}” (T07, session 3, 12:30)"
    qtbot.keyClick(column.text, Key.Key_C, Modifier.ControlModifier | Modifier.AltModifier)
    assert clipboard.text() == quote
    column.clear_selection()
    column.choose_moment("m-distance")
    qtbot.keyClick(column.text, Key.Key_C, Modifier.ControlModifier)
    assert clipboard.text().startswith("“I knew I wanted to reach her")
    assert clipboard.text().endswith("the form.” (T07, session 3, 9:40)")
    if sys.platform == "linux":
        assert clipboard.mimeData().data("x-kde-passwordManagerHint") == b"secret"


def test_a_copied_quote_does_not_end_the_process_badly(tmp_path):
    code = (
        "from PySide6.QtGui import QGuiApplication as G; from annotator.ui import clipboard; "
        "app = G([]); clipboard.put('so')"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ}, check=False)
    assert done.returncode == 0


def test_sentences_are_selected_and_let_go_by_keys(column, study_view, qtbot):
    """Each press is one more; the last sentence of a turn is followed by the next turn's first."""
    text, shift = text_of(study_view), Modifier.ShiftModifier

    def selected():
        return text[slice(*column.selected_span())]

    column.place_caret(text.index("reach her"))
    qtbot.keyClick(column.text, Key.Key_Return, shift)
    assert selected().startswith("I knew I wanted")
    assert selected().endswith("held on to the form.")
    qtbot.keyClick(column.text, Key.Key_Return, shift)
    assert selected().endswith("the form.\nYou stopped the recording here.")
    down, up = (
        (Key.Key_Down, Modifier.AltModifier | shift),
        (Key.Key_Up, Modifier.AltModifier | shift),
    )
    qtbot.keyClick(column.text, *down)
    assert selected().endswith("What did you notice?")
    for _ in range(2):
        qtbot.keyClick(column.text, *up)
    assert selected().endswith("the form.")
    qtbot.keyClick(column.text, *up)
    assert column.selected_span() is None
    qtbot.keyClick(column.text, *up)
    assert selected() == "I was searching, really."
    column.place_caret(text.index("searching"))
    column.select_span(text.index("searching"), text.index("searching") + 9)
    qtbot.keyClick(column.text, Key.Key_Return, shift)
    assert selected() == "I was searching, really."


# Mouse -----------------------------------------------------------------------------------------


def test_a_click_chooses_and_more_clicks_go_through_what_overlaps(column, study_view, qtbot):
    point = point_of(column, text_of(study_view).index("in a good way"))
    view = column.text.viewport()
    seen: list[str | None] = []
    column.moment_chosen.connect(seen.append)
    # Clicks apart in time: sent as such, so that they are no double clicks.
    for number in range(3):
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            event = QMouseEvent(
                kind,
                QPointF(point),
                QPointF(view.mapToGlobal(point)),
                Button.LeftButton,
                Button.LeftButton if kind == QEvent.Type.MouseButtonPress else Button.NoButton,
                Modifier.NoModifier,
            )
            event.setTimestamp(10_000 * number)
            QApplication.sendEvent(view, event)
    assert seen == ["m-connecting", "m-affect", "m-connecting"]
    outside = point_of(column, 3)
    with qtbot.waitSignal(column.moment_chosen) as chosen:
        qtbot.mouseClick(view, Button.LeftButton, pos=outside)
    assert chosen.args == [None]


def test_a_drag_selects_and_further_clicks_take_word_sentence_and_turn(column, study_view, qtbot):
    view, text = column.text.viewport(), text_of(study_view)
    start, end = text.index("going"), text.index("before")
    qtbot.mousePress(view, Button.LeftButton, pos=point_of(column, start) - QPoint(3, 0))
    qtbot.mouseMove(view, point_of(column, end) - QPoint(4, 0))
    qtbot.mouseRelease(view, Button.LeftButton, pos=point_of(column, end) - QPoint(4, 0))
    assert text[slice(*column.selected_span())] == "going on in you here, just"
    point = point_of(column, text.index("searching") + 3)
    qtbot.mouseDClick(view, Button.LeftButton, pos=point)
    assert text[slice(*column.selected_span())] == "searching,"
    qtbot.mousePress(view, Button.LeftButton, pos=point)
    assert text[slice(*column.selected_span())] == "I was searching, really."
    qtbot.mouseRelease(view, Button.LeftButton, pos=point)
    fourth = QMouseEvent(
        QEvent.Type.MouseButtonDblClick,
        QPointF(point),
        view.mapToGlobal(QPointF(point)),
        Button.LeftButton,
        Button.LeftButton,
        Modifier.NoModifier,
    )
    fourth.setTimestamp(column.text._clicks[1] + 1)  # Qt takes it for a second pair
    QApplication.sendEvent(view, fourth)
    turn = study_view.transcripts[THERAPIST].turns[1]
    assert column.selected_span() == (turn.start, turn.end)


def test_names_and_bars_choose_and_a_name_fades_the_others(column, study_view, qtbot, look):
    sheet, view = column.text.sheet, column.text.viewport()
    name = sheet._names.beside(range(2))[0]
    with qtbot.waitSignal(column.moment_chosen) as chosen:
        qtbot.mouseClick(view, Button.LeftButton, pos=name.rect.center().toPoint())
    assert chosen.args == ["m-distance"]
    column.choose_moment(None)
    scene = sheet.scene(0, 700)
    bar = scene.bar(column.text.page.measures, scene.marked[0])
    with qtbot.waitSignal(column.moment_chosen) as chosen:
        qtbot.mouseClick(view, Button.LeftButton, pos=bar.center().toPoint())
    assert chosen.args == ["m-distance"]
    column.choose_moment(None)
    point = point_of(column, text_of(study_view).index("I laughed with") + 1)
    plain = view.grab().toImage().pixelColor(point)
    assert plain == look.theme.code("teal").highlight
    qtbot.mouseMove(view, name.rect.center().toPoint())
    faded = view.grab().toImage().pixelColor(point)
    paper = look.colour("paper")
    assert abs(paper.red() - faded.red()) < 0.5 * abs(paper.red() - plain.red())


def test_a_click_tells_caret_and_time(column, study_view, qtbot):
    position = study_view.stops[THERAPIST][1].position + 20
    signals = [column.caret_moved, column.time_reached]
    with qtbot.waitSignals(signals, check_params_cbs=[None, lambda time: time == 750_000]):
        pos = point_of(column, position)
        qtbot.mouseClick(column.text.viewport(), Button.LeftButton, pos=pos)
    assert abs(column.caret() - position) <= 1


def test_a_click_on_a_band_tells_its_time(column, study_view, qtbot):
    rect, stop = column.text.sheet._bands_above(2)[0]
    with qtbot.waitSignal(column.time_reached) as reached:
        pos = rect.center().toPoint()
        qtbot.mouseClick(column.text.viewport(), Button.LeftButton, pos=pos)
    assert reached.args == [stop.start_ms] == [750_000]


@pytest.mark.parametrize(
    ("modifier", "words"), [(Modifier.NoModifier, "words yet,"), (Modifier.AltModifier, "wo")]
)
def test_an_end_of_the_chosen_moment_is_dragged(column, study_view, qtbot, modifier, words):
    view, text = column.text.viewport(), text_of(study_view)
    moment = study_view.moments[THERAPIST]["m-distance"]
    column.choose_moment("m-distance")
    goal = text.index(words)
    _, (upper, height) = column.text.sheet._handles((moment.start, moment.end))
    pos = QPointF(upper.x(), upper.y() + height / 2).toPoint()
    target = point_of(column, goal + 1 if modifier else goal + len(words) - 1)
    qtbot.mousePress(view, Button.LeftButton, pos=pos)
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(target) + QPointF(1, 0),
        QPointF(view.mapToGlobal(target)),
        Button.NoButton,
        Button.LeftButton,
        modifier,
    )
    QApplication.sendEvent(view, move)
    with qtbot.waitSignal(column.ends_dragged) as dragged:
        qtbot.mouseRelease(view, Button.LeftButton, pos=target)
    assert dragged.args == ["m-distance", moment.start, goal + len(words)]
    assert study_view.moments[THERAPIST]["m-distance"] == moment


def test_hold_and_let_go_changes_nothing(column, study_view, qtbot):
    moment = study_view.moments[THERAPIST]["m-distance"]
    column.choose_moment("m-distance")
    (upper, height), _ = column.text.sheet._handles((moment.start, moment.end))
    pos = QPointF(upper.x(), upper.y() + height / 2).toPoint()
    with qtbot.assertNotEmitted(column.ends_dragged):
        qtbot.mouseClick(column.text.viewport(), Button.LeftButton, pos=pos)


# Places ----------------------------------------------------------------------------------------


def test_a_session_time_scrolls_its_stop_to_the_top(column, study_view):
    column.resize(400, 220)
    column.scroll_to_time(760_000)
    page, bar = column.text.page, column.text.verticalScrollBar()
    above = page.above(page.pieces.at(study_view.stops[THERAPIST][1].position))
    assert 0 <= above - bar.value() <= 12
    column.scroll_to_time(1_000)
    assert bar.value() == 0


def test_a_chosen_moment_is_brought_on_the_screen(column, study_view):
    column.resize(400, 220)
    column.choose_moment("m-connecting", reveal=False)
    assert column.text.verticalScrollBar().value() == 0
    column.choose_moment("m-connecting")
    start = study_view.moments[THERAPIST]["m-connecting"].start
    assert column.text.viewport().rect().contains(point_of(column, start))


def test_the_same_transcript_keeps_its_place_and_another_starts_at_its_top(column, study_view):
    column.resize(400, 220)
    column.scroll_to(text_of(study_view).index("leans back"))
    place = column.text.verticalScrollBar().value()
    assert place > 0
    column.show_account(marked(study_view, 0, 4), "therapist")
    assert column.text.verticalScrollBar().value() == place
    column.show_account(study_view, "patient")
    assert column.text.verticalScrollBar().value() == 0
    assert column.transcript_id == "text-patient"


def test_a_screen_reader_gets_name_text_caret_and_selection(column, study_view):
    interface = QAccessible.queryAccessibleInterface(column.text)
    assert interface.text(QAccessible.Text.Name) == "Transcript of Therapist · T07"
    assert "3 stops" in interface.text(QAccessible.Text.Description)
    words = interface.textInterface()
    column.select_span(5, 8)
    assert words.characterCount() >= len(text_of(study_view))
    assert words.text(5, 8) == "was"
    assert words.cursorPosition() == 8
    assert words.selectionCount() == 1


# Overlaps ---------------------------------------------------------------------------------------


def test_beyond_six_bars_the_rest_is_counted_and_can_be_chosen(column, study_view, qtbot):
    view = study_view
    text = text_of(view)
    start, end = text.index("I was searching"), text.index("really.") + 7
    for number in range(9):
        view = marked(
            view, start, end, f"many-{number}", ("shame", "affect", "distance")[number % 3 :]
        )
    column.show_moments(view)
    sheet, measures = column.text.sheet, column.text.page.measures
    scene = sheet.scene(0, 700)
    bars = [bar for each in scene.marked if (bar := scene.bar(measures, each)) is not None]
    assert max(bar.right() for bar in bars) <= measures.letter_x
    at_turn = [bar for bar in bars if bar.top() < column.text.page.line_at(end).rect.bottom()]
    assert len({bar.left() for bar in at_turn}) == 6
    line = column.text.page.line_at(start).rect
    points = [
        QPointF(measures.letter_x + 3, y) for y in range(int(line.top()), int(line.bottom() + 12))
    ]
    found = next(each for point in points if (each := sheet.beyond_at(point)))
    assert len(found) == 4  # nine and the one that begins on the same line, without six
    point = next(point for point in points if sheet.beyond_at(point))
    assert sheet.tip_at(point).count("\n") == 3
    chosen: list[str] = []
    column.moment_chosen.connect(chosen.append)
    for _ in range(5):
        qtbot.mouseClick(column.text.viewport(), Button.LeftButton, pos=point.toPoint())
    assert chosen == [*found, found[0]]


def test_pointing_at_words_shows_their_moment_alone_until_the_keys_go_on(
    column, study_view, qtbot, look
):
    sheet, view = column.text.sheet, column.text.viewport()
    inside = point_of(column, text_of(study_view).index("in a good way") + 2)  # a blank in two
    other = point_of(column, text_of(study_view).index("knew I wanted") + 4)
    plain = view.grab().toImage().pixelColor(other)
    qtbot.mouseMove(view, inside - QPoint(0, 8))
    assert sheet.hovered == "m-affect"
    qtbot.mouseMove(view, inside + QPoint(0, 8))
    assert sheet.hovered == "m-connecting"
    assert view.grab().toImage().pixelColor(other) != plain
    column.choose_moment("m-affect")
    assert sheet.hovered is None
    assert view.grab().toImage().pixelColor(other) == plain
    qtbot.mouseMove(view, point_of(column, 3))
    assert sheet.hovered is None


def test_a_peak_has_a_bar_that_ends_in_a_point(column, study_view, look):
    moment = study_view.moments[THERAPIST]["m-distance"]
    sheet, page = column.text.sheet, column.text.page
    scene = sheet.scene(0, 700)
    bar = scene.bar(page.measures, scene.marked[0])
    beside = QPoint(int(bar.right() + 1), int(bar.top() + 5))
    plain = column.text.viewport().grab().toImage().pixelColor(beside)
    assert plain == look.colour("paper")
    peak = replace(moment, peak=True)
    column.show_moments(study_view.after(Replace(before=moment, after=peak), 2))
    assert column.text.viewport().grab().toImage().pixelColor(beside) != plain
    assert sheet.tip_at(bar.center()) == "Distance\npeak of its event"
    assert sheet._names.beside(range(2))[0].tip == "peak of its event"
