"""The session is heard in the real window: one time for playhead, columns and bar."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication
from pytestqt.qtbot import QtBot

from annotator.app import recording_places
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import recording
from annotator.domain.edits import Replace, added
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.round import Coder
from annotator.domain.transcript import freeze
from annotator.ui.desk import Desk
from annotator.ui.dialogs.recording import RecordingChoice, RecordingSheet
from annotator.ui.playing import Playing
from annotator.ui.playing.desk import playing_of
from annotator.ui.playing.recording import do_choice, state_of
from annotator.ui.window import Window
from tests.media import FILM, need_multimedia, write_wave
from tests.ui.window.conftest import Keys, moments, press_keys, shown_window

NEAR_MS = 50
LOOKS, MOST_ROUNDS = 6, 12  # so many in each turn that is played, however late the machine is
OFFSET_MS = 748_000  # the wave begins two seconds before the stops at 12:30
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def study(study_file: Path, tmp_path: Path) -> OpenStudy:
    """The small study with a session transcript of a turn a second, and an 8 s wave beside it."""
    need_multimedia()
    opened = open_study(study_file, coder="RA-2")
    turns = tuple(
        ReadTurn(
            speaker="TP"[i % 2],
            text=f"Word number {i} of the session itself.",
            start_ms=OFFSET_MS + i * 1_000,
            end_ms=OFFSET_MS + (i + 1) * 1_000,
        )
        for i in range(8)
    )
    own, _ = freeze(Reading(format="txt", encoding="utf-8", turns=turns), "session")
    opened.do(added(replace(own, id="text-session")), "Import the session")
    sha256 = hashlib.sha256(write_wave(tmp_path / "D07-3.wav", 8).read_bytes()).hexdigest()
    edit = recording.attach(opened.view, "session-3", "D07-3.wav", sha256, OFFSET_MS)
    assert edit is not None
    opened.do(edit, "Attach the recording")
    return opened


@pytest.fixture
def playing(qtbot: QtBot, desk: Desk) -> Playing:
    """Its recording found, read and drawn."""
    found = playing_of(desk)
    qtbot.waitUntil(lambda: found.player.state == "paused", timeout=10_000)
    qtbot.waitUntil(lambda: desk.page.timeline.sound.waveform is not None, timeout=10_000)
    return found


def wait_for(qtbot: QtBot, playing: Playing, time_ms: int) -> None:
    qtbot.waitUntil(lambda: playing.session_ms() >= time_ms, timeout=15_000)


def follows(playing: Playing) -> bool:
    return playing.following.is_on


def loop_of(playing: Playing) -> tuple[int, int] | None:
    return playing.player.loop_ms


def test_space_plays_and_playhead_columns_and_timeline_agree(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys
) -> None:
    """Looked at in each turn of the session, at each speed; played again until it was."""
    page = desk.page
    desk.show_mode("session")
    assert not playing.bar.isHidden()
    media, ticks = playing.player._media, playing.player._ticks
    apart: list[int] = []
    looked: Counter[tuple[float, int]] = Counter()
    reported, since = [0], QElapsedTimer()

    def hear(media_ms: int) -> None:
        reported[0] = media_ms + OFFSET_MS
        since.restart()

    def measure() -> None:
        """Between the times that Qt reports: where the sound is by now, all others are too."""
        overdue = ticks.remainingTime() <= 0  # this machine is late, not the playhead
        if not playing.player.is_playing or not since.isValid() or overdue:
            return
        time_ms = reported[0] + round(since.elapsed() * playing.player.speed)
        playhead, column = page.timeline.playhead(), playing.following.time_ms
        assert playhead is not None
        assert column is not None
        apart.extend((abs(playhead - time_ms), abs(column - time_ms)))
        text = page.columns.text("session")
        assert text is not None
        assert text.text.sheet.heard.span is not None
        place = min((column - OFFSET_MS) // 1_000, 7)
        turn = desk.view.transcripts["text-session"].turns[place]
        assert text.text.sheet.heard.span == (turn.start, turn.end)
        looked[playing.player.speed, place] += 1

    looks = QTimer(playing)
    looks.setInterval(7)
    looks.timeout.connect(measure)
    media.positionChanged.connect(hear)
    page.columns.take("session")

    def play(end_ms: int) -> None:
        since.invalidate()
        playing.go(OFFSET_MS + 500)
        press(Key.Key_Space)
        qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
        qtbot.waitUntil(lambda: playing.player._fresh, timeout=5_000)
        looks.start()
        wait_for(qtbot, playing, OFFSET_MS + end_ms)
        looks.stop()
        if playing.player.is_playing:  # it may have come to its end where the machine is late
            press(Key.Key_Space)
        qtbot.waitUntil(lambda: not playing.player.is_playing, timeout=5_000)

    for speed, turns in ((1.0, 3), (2.0, 6)):
        playing.player.set_speed(speed)
        for _ in range(MOST_ROUNDS):
            play(turns * 1_000 - (500 if speed == 1.0 else 0))
            if all(looked[speed, place] >= LOOKS for place in range(turns)):
                break
        assert {place for place in range(turns) if looked[speed, place] < LOOKS} == set()
    assert max(apart) <= NEAR_MS
    playing.player.set_speed(1.0)
    playing.go(OFFSET_MS + 3_100)
    at_ms = playing.session_ms()
    assert page.timeline.playhead() == at_ms  # and so they rest
    assert playing.bar.time.text() == "12:31 / 12:36"
    therapist = page.columns.text("therapist")
    assert therapist is not None
    assert playing.following.heard("therapist") == therapist.position_at(at_ms)
    press((Key.Key_J, ALT), (Key.Key_J, ALT))
    assert playing.session_ms() == OFFSET_MS  # as far as it reaches
    press((Key.Key_L, ALT))
    assert playing.session_ms() == page.timeline.playhead() == OFFSET_MS + 5_000
    press((Key.Key_Equal, ALT), (Key.Key_Equal, ALT))
    assert playing.bar.speed.text() == "1.5×"
    press((Key.Key_Minus, ALT))
    assert playing.player.speed == 1.25
    press((Key.Key_0, ALT))
    assert playing.player.speed == 1.0


def test_a_film_agrees_too_at_half_and_double_speed_and_after_a_seek(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys, tmp_path: Path
) -> None:
    """At each tick playhead and column stand where the player is, and that where Qt says."""
    film = tmp_path / "film.mp4"
    film.write_bytes(FILM.read_bytes())
    assert playing.file.session is not None
    choice = RecordingChoice(way="set", file=film, offset_ms=OFFSET_MS)
    do_choice(desk, playing, playing.file.session, choice)
    player, page = playing.player, desk.page
    qtbot.waitUntil(lambda: player.has_picture, timeout=10_000)
    desk.show_mode("session")
    page.columns.take("session")
    apart: list[int] = []

    def hear(media_ms: int) -> None:
        """The player takes what Qt reports, but for what would turn it back by an instant."""
        if player.is_playing and player._fresh:
            apart.append(abs(player._at_ms - media_ms) if player._since.elapsed() < 5 else 0)

    def measure(media_ms: int) -> None:
        """All stand where the player says it is."""
        if player.is_playing and player._fresh:
            column, playhead = playing.following.time_ms, page.timeline.playhead()
            assert column is not None
            assert playhead is not None
            heard = OFFSET_MS + media_ms
            apart.extend((abs(playhead - heard), abs(column - heard)))

    player._media.positionChanged.connect(hear)
    player.ticked.connect(measure)
    for speed, from_ms, to_ms in ((0.5, 1_700, 2_200), (2.0, 300, 2_000)):  # on, and back
        before = len(apart)
        player.set_speed(speed)
        playing.go(OFFSET_MS + from_ms)
        assert playing.session_ms() == page.timeline.playhead() == OFFSET_MS + from_ms
        press(Key.Key_Space)
        wait_for(qtbot, playing, OFFSET_MS + to_ms)
        press(Key.Key_Space)
        qtbot.waitUntil(lambda: not player.is_playing, timeout=5_000)
        assert len(apart) - before > 20
    assert max(apart) <= NEAR_MS


def test_scrolling_by_hand_lets_go_until_the_next_jump(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys
) -> None:
    text = desk.page.columns.in_hand
    assert text is not None
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
    text.text.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderSingleStepAdd)
    assert not follows(playing)
    assert "not following" in playing.bar.words.text()
    before = playing.session_ms()
    wait_for(qtbot, playing, before + 200)
    playhead = desk.page.timeline.playhead()
    assert playhead is not None
    assert playhead >= before  # the sound and its playhead go on
    press((Key.Key_L, ALT))
    assert follows(playing)
    assert playing.bar.words.text().startswith("D07-3.wav")


def test_choosing_a_moment_seeks_nothing_and_looping_it_does(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys
) -> None:
    press(Key.Key_Space)
    wait_for(qtbot, playing, OFFSET_MS + 300)
    transcript = desk.view.transcripts["text-session"]
    desk.show_mode("session")
    desk.page.columns.take("session")
    text = desk.page.columns.text("session")
    assert text is not None
    start = transcript.turns[4].start
    text.select_span(start, start + 11)
    press("c")  # the session is coded as the accounts are
    [made] = moments(desk)
    assert (made.transcript_id, made.codes) == ("text-session", ("connecting",))
    assert desk.moment_id == made.id
    assert desk.page.timeline.stretch_in_hand() == (OFFSET_MS + 4_000, OFFSET_MS + 5_000)
    assert "1 session moment" in desk.page.timeline.accessibleDescription()  # in lanes of its own
    assert playing.session_ms() < OFFSET_MS + 4_000
    press((Key.Key_R, ALT))
    assert loop_of(playing) == (4_000, 5_000)
    assert desk.page.timeline.sound.loop_ms == (OFFSET_MS + 4_000, OFFSET_MS + 5_000)
    assert OFFSET_MS + 4_000 <= playing.session_ms() < OFFSET_MS + 5_000
    assert playing.bar.buttons["loop"].isChecked()
    press((Key.Key_R, ALT))
    assert loop_of(playing) is None
    playing.player.pause()
    press("k")  # and J and K go to it
    press("l")
    assert not desk.view.pairings
    assert "this is neither" in desk.page.banner._words.text()


def test_a_loop_goes_with_its_moment_and_ends_with_it(
    desk: Desk, playing: Playing, press: Keys
) -> None:
    transcript = desk.view.transcripts["text-session"]
    desk.show_mode("session")
    desk.page.columns.take("session")
    text = desk.page.columns.text("session")
    assert text is not None
    text.select_span(transcript.turns[3].start, transcript.turns[3].end)
    press("c", (Key.Key_R, ALT))
    assert loop_of(playing) == (3_000, 4_000)
    press((Key.Key_Right, ALT))  # a word of the next turn
    assert loop_of(playing) == (3_000, 5_000)
    assert desk.page.timeline.sound.loop_ms == (OFFSET_MS + 3_000, OFFSET_MS + 5_000)
    press("4")
    assert loop_of(playing) == (3_000, 5_000)
    press("x")
    assert loop_of(playing) is None


def test_a_turn_is_heard_by_key_and_by_its_letter(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys
) -> None:
    patient = desk.page.columns.text("patient")
    assert patient is not None
    desk.page.columns.take("patient")
    patient.place_caret(desk.view.transcripts["text-patient"].turns[2].start)
    press((Key.Key_Space, CTRL))  # a recall's turn from its stop's session time
    assert 750_000 <= playing.session_ms() < 751_000
    qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
    playing.player.pause()
    desk.show_mode("session")
    QApplication.processEvents()
    text = desk.page.columns.text("session")
    assert text is not None
    page = text.text.page
    third = next(i for i, piece in enumerate(page.pieces.all) if piece.turn == 3)
    place = page.lines(third)[0].rect.center().y() - text.text.verticalScrollBar().value()
    point = QPoint(page.measures.letter_x + 4, round(place))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(text.text.viewport(), left, none, point)
    assert OFFSET_MS + 3_000 <= playing.session_ms() < OFFSET_MS + 4_000
    qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
    with qtbot.waitSignal(playing.player.ended, timeout=15_000):
        playing.go(OFFSET_MS + 7_700)
    assert not playing.player.is_playing


def test_a_turn_outside_the_recording_is_not_heard_as_another(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys
) -> None:
    patient = desk.page.columns.text("patient")
    assert patient is not None
    turns = desk.view.transcripts["text-patient"].turns
    desk.page.columns.take("patient")
    patient.place_caret(turns[2].start)
    press((Key.Key_Space, CTRL))
    wait_for(qtbot, playing, 750_200)
    for turn, time_ms in ((0, 495_000), (5, 1_010_000)):  # before its start, after its end
        patient.place_caret(turns[turn].start)
        at_ms = playing.session_ms()
        press((Key.Key_Space, CTRL))
        assert desk.page.banner._words.text() == "The recording does not reach there."
        qtbot.waitUntil(lambda: not playing.player.is_playing, timeout=5_000)
        assert at_ms <= playing.session_ms() < OFFSET_MS + 7_000  # neither end was gone to
        desk.page.timeline.time_chosen.emit(time_ms)
        assert desk.page.timeline.playhead() == time_ms  # and a click there stays there
        patient.place_caret(turns[2].start)  # where it does reach, nothing is said of that
        desk.page.timeline.set_playhead(750_200)
        assert not desk.page.banner.text()
    press((Key.Key_L, ALT))  # a skip still stops at the end
    press((Key.Key_L, ALT))
    assert playing.session_ms() == desk.page.timeline.playhead() == OFFSET_MS + 8_000


def test_space_stays_with_fields_buttons_and_other_tabs(
    qtbot: QtBot, window: Window, desk: Desk, playing: Playing, press: Keys
) -> None:
    moment = next(iter(desk.view.all_moments()), None)
    assert moment is None
    press(Key.Key_Return, "c", "m", "two words")  # the memo of a moment
    assert desk.page.inspector.memo.toPlainText() == "two words"
    press(Key.Key_Space)
    assert desk.page.inspector.memo.toPlainText() == "two words "
    assert not playing.player.is_playing
    button = playing.bar.mute
    button.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Space)
    assert playing.player.is_muted
    assert not playing.player.is_playing
    window.show_tab("overview")
    window.setFocus()
    press(Key.Key_Space)
    assert not playing.player.is_playing
    window.show_tab("coding")
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
    window.show_tab("overview")  # where no key would stop it
    qtbot.waitUntil(lambda: not playing.player.is_playing, timeout=5_000)


def test_a_moved_file_is_found_again_and_another_one_is_refused(
    qtbot: QtBot, desk: Desk, playing: Playing, press: Keys, tmp_path: Path
) -> None:
    file, panel = playing.file, desk.page.study._facts
    assert panel.value("Recording") == "0:08 ▶"
    (tmp_path / "recordings" / "old").mkdir(parents=True)
    (tmp_path / "a" / "b").mkdir(parents=True)
    moved = (tmp_path / "D07-3.wav").rename(tmp_path / "recordings" / "old" / "renamed.wav")
    file.look_again()  # it was seen here: its size and content tell it, not its name
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    assert playing.player.file == moved
    write_wave(tmp_path / "D07-3.wav", 2)
    moved.unlink()
    file.look_again()
    qtbot.waitUntil(lambda: file.stranger is not None, timeout=10_000)
    assert not playing.player.is_ready
    assert "another recording than the one that was attached" in desk.page.banner._words.text()
    assert panel.value("Recording") == "another one ⚠"
    assert state_of(desk, playing).stranger
    assert file.session is not None
    do_choice(desk, playing, file.session, RecordingChoice(way="anyway"))
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    (tmp_path / "D07-3.wav").unlink()
    file.look_again()
    qtbot.waitUntil(lambda: file.missing, timeout=10_000)
    assert panel.value("Recording") == "not found here ⚠"
    press(Key.Key_Space)
    assert "is not found on this machine" in desk.page.banner._words.text()
    found = write_wave(tmp_path / "a" / "b" / "d07-3.WAV", 8)
    do_choice(desk, playing, file.session, RecordingChoice(way="folder", folder=tmp_path / "a"))
    told = "1 of 1 recordings of the study are there"
    qtbot.waitUntil(lambda: told in desk.page.banner._words.text(), timeout=10_000)
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    assert playing.player.file == found
    press(Key.Key_Return, "c")  # nothing else is disabled
    assert len(moments(desk)) == 1
    sheet = RecordingSheet(desk.page.inspector.look, desk.page, state_of(desk, playing), tmp_path)
    (tmp_path / "notes.wav").write_text("what was said")
    (tmp_path / "none.wav").touch()
    sheet.file.field.setText(str(tmp_path / "none.wav"))
    sheet.try_to_accept()
    assert "the file is empty" in sheet.problem()
    sheet.file.field.setText(str(tmp_path / "notes.wav"))
    sheet.try_to_accept()
    assert "notes.wav does not begin as a recording does" in sheet.problem()
    assert sheet.result() != RecordingSheet.DialogCode.Accepted
    sheet.try_to_accept()
    assert sheet.result() == RecordingSheet.DialogCode.Accepted
    assert sheet.anyway.isHidden()
    assert not sheet.search.isHidden()
    sheet.deleteLater()


def test_a_film_is_attached_shown_moved_and_taken_off_and_all_is_undone(
    qtbot: QtBot, window: Window, desk: Desk, playing: Playing, press: Keys, tmp_path: Path
) -> None:
    before = desk.view.sessions["session-3"]
    film = tmp_path / "far" / "film.mp4"
    film.parent.mkdir()
    film.write_bytes(FILM.read_bytes())
    assert playing.file.session is not None
    choice = RecordingChoice(way="set", file=film, offset_ms=-1_000)
    do_choice(desk, playing, playing.file.session, choice)
    qtbot.waitUntil(lambda: playing.player.has_picture, timeout=10_000)
    own = desk.view.sessions["session-3"]
    assert own.recording == "film.mp4"
    assert own.recording_sha256 == hashlib.sha256(FILM.read_bytes()).hexdigest()
    assert own.recording_offset_ms == playing.offset_ms == -1_000
    pane = playing.video
    assert pane is not None
    assert pane.isVisible()
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: not pane.picture.image().isNull(), timeout=10_000)
    size = pane.picture.image().size()
    assert (size.width(), size.height()) == (64, 36)
    pane.close()
    assert playing.player.is_playing  # closing it never stops the sound
    press((Key.Key_F9, Qt.KeyboardModifier.ShiftModifier))
    assert pane.isVisible()
    press(Key.Key_F12)  # it stands beside the text alone
    assert not pane.isVisible()
    press(Key.Key_F2)
    assert pane.isVisible()
    playing.player.pause()
    sheet = RecordingSheet(desk.page.inspector.look, window, state_of(desk, playing), tmp_path)
    heard = playing.player.now_ms()
    sheet.here.setText("12:30")  # what is heard now is at 12:30
    assert sheet.choice().offset_ms == 750_000 - heard
    sheet.here.setText("soon")
    sheet.try_to_accept()
    assert sheet.problem() == "What is heard now: write a session time such as 12:30."
    sheet.deleteLater()
    do_choice(desk, playing, playing.file.session, RecordingChoice(way="off"))
    assert desk.view.sessions["session-3"].recording is None
    assert playing.bar.isHidden()
    assert not pane.isVisible()
    assert film.exists()
    press((Key.Key_Z, CTRL), (Key.Key_Z, CTRL))
    assert desk.view.sessions["session-3"] == before
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    assert playing.player.file == tmp_path / "D07-3.wav"


# ---------------------------------------------------------------- who may not, and what a plan says


@pytest.fixture
def planned(qtbot: QtBot, study: OpenStudy, settings, tmp_path) -> Iterator[Window]:
    """The same, but a plan has named the file, and nobody has read it yet."""
    own = study.view.sessions["session-3"]
    study.do(Replace(own, replace(own, recording_sha256=None)), "As a plan leaves it")
    shown = shown_window(settings)
    shown.show_study(study)
    yield shown
    shown.close()
    shown.deleteLater()


def fingerprint(desk: Desk) -> str | None:
    return desk.view.sessions["session-3"].recording_sha256


def test_what_a_plan_has_named_plays_and_is_attached_by_a_person_alone(
    qtbot: QtBot, planned: Window
) -> None:
    assert planned.desk is not None
    playing, desk = playing_of(planned.desk), planned.desk
    before, revision = desk.view.sessions["session-3"], desk.view.revision
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    qtbot.waitUntil(lambda: playing.file.sha256 is not None, timeout=10_000)
    assert desk.view.sessions["session-3"] is before
    assert desk.view.revision == revision  # the study is not touched by what nobody did
    press_keys((Key.Key_Z, CTRL))  # so what was done is taken back as ever
    assert fingerprint(desk) is not None
    press_keys((Key.Key_Y, CTRL))
    assert fingerprint(desk) is None
    assert "Named, not attached yet: D07-3.wav. Set attaches it." in state_of(desk, playing).told
    qtbot.waitUntil(lambda: playing.file.sha256 is not None, timeout=10_000)
    session = playing.file.session
    assert session is not None
    do_choice(desk, playing, session, RecordingChoice(way="set", offset_ms=OFFSET_MS))
    own = desk.view.sessions["session-3"]
    assert (own.recording, fingerprint(desk)) == ("D07-3.wav", playing.file.sha256)
    assert desk.study.history.last is not None
    assert desk.study.history.last.text == "Attach the recording of D07, session 3"
    press_keys((Key.Key_Z, CTRL))
    assert fingerprint(desk) is None
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    press_keys((Key.Key_Space, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
    planned.close_study()
    assert playing_is_quiet(playing)
    kept = recording_places.load()
    assert "session-3" in kept.files
    assert kept.fingerprint_of(replace(own, recording_sha256=None)) == own.recording_sha256


def playing_is_quiet(playing: Playing) -> bool:
    return playing.player.state == "empty"


def test_who_may_not_read_the_session_may_not_hear_it_and_all_controls_have_names(
    desk: Desk, playing: Playing
) -> None:
    controls = [*playing.bar.findChildren(QAbstractButton), playing.bar.volume]
    assert len(controls) >= 8
    assert [each for each in controls if not each.accessibleName()] == []
    by_click = [each for each in controls if each.focusPolicy() & Qt.FocusPolicy.ClickFocus]
    assert by_click == []  # a click leaves the keys in the text
    shut = replace(desk.view, shut=frozenset({"session"}))
    playing.file.see(shut, replace(shut.sessions["session-3"], number=4))
    assert playing.file.session is None
    assert not playing.player.is_ready
    assert playing.bar.isHidden()
    assert "not open to you" in playing.file.why_not()


def test_a_loop_is_let_go_where_its_moment_may_not_be_seen(
    qtbot: QtBot, window: Window, desk: Desk, playing: Playing, press: Keys
) -> None:
    desk.study.do(added(Coder(id="other", name="RA-9")), "New coder")
    desk.show_mode("session")
    desk.page.columns.take("session")
    text = desk.page.columns.text("session")
    assert text is not None
    start = desk.view.transcripts["text-session"].turns[4].start
    text.select_span(start, start + 11)
    press("c", (Key.Key_R, ALT))
    qtbot.waitUntil(lambda: playing.player.is_playing, timeout=5_000)
    assert loop_of(playing) == (4_000, 5_000)
    window.see_as("other")
    QApplication.processEvents()
    assert loop_of(playing) is None
    assert desk.page.timeline.sound.loop_ms is None
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: not playing.player.is_playing, timeout=5_000)
    desk.show_session("session-8")
    assert not playing.player.is_ready
    desk.show_session("session-3")
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    assert loop_of(playing) is None
