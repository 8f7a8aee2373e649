"""A wave and a film play, go where they are told, and say where they are. Offscreen, unheard."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from annotator.app.qt import multimedia as loading
from annotator.app.qt import player as playing
from annotator.app.qt.decoding import Decoding, decoded
from annotator.app.qt.parking import is_parked
from annotator.app.qt.player import SPEEDS, Player
from tests.media import FILM, FILM_MS, need_multimedia, write_wave

NEAR_MS = 50
"""What playhead, columns and timeline may be apart."""


@pytest.fixture
def player(qtbot: QtBot) -> Player:
    need_multimedia()
    return Player()


def load(qtbot: QtBot, player: Player, file: Path) -> None:
    with qtbot.waitSignal(
        player.changed, timeout=10_000, check_params_cb=lambda: player.length_ms > 0
    ):
        player.load(file)
    qtbot.waitUntil(lambda: player.state == "paused", timeout=10_000)


@pytest.mark.parametrize("kind", ["wav", "mp4"])
def test_it_plays_seeks_reports_and_ends(
    qtbot: QtBot, player: Player, tmp_path: Path, kind: str
) -> None:
    file = FILM if kind == "mp4" else write_wave(tmp_path / "a.wav", 3)
    load(qtbot, player, file)
    assert abs(player.length_ms - FILM_MS) <= NEAR_MS
    assert player.has_picture == (kind == "mp4")
    reports: list[tuple[int, int]] = []
    player._media.positionChanged.connect(lambda own: reports.append((own, player.now_ms())))
    with qtbot.waitSignal(player.ticked, timeout=5_000, check_params_cb=lambda ms: ms == 1_000):
        player.seek(1_000)
    assert player.now_ms() == 1_000
    player.play()
    qtbot.waitUntil(lambda: player.now_ms() > 1_400, timeout=10_000)
    assert all(abs(own - now) <= NEAR_MS for own, now in reports[1:])
    assert len(reports) > 3
    player.pause()
    qtbot.waitUntil(lambda: player.state == "paused", timeout=5_000)
    here = player.now_ms()
    player.seek(2_700)
    with qtbot.waitSignal(player.ended, timeout=10_000):
        player.play()
    assert here < 2_700
    assert player.state == "paused"
    assert player.now_ms() == player.length_ms
    player.seek(99_999)
    assert player.now_ms() == player.length_ms
    player.seek(-5)
    assert player.now_ms() == 0


def test_the_clock_runs_on_between_reports_but_not_away(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    load(qtbot, player, write_wave(tmp_path / "a.wav", 4))
    ticks: list[int] = []
    player.ticked.connect(ticks.append)
    player.set_speed(2.0)
    player.play()
    qtbot.waitUntil(lambda: len(ticks) > 20, timeout=10_000)
    player.pause()
    assert all(now >= before - NEAR_MS for before, now in pairwise(ticks))
    player.state = "playing"  # reports have stopped coming, as on a share that hangs
    player._restart_clock(1_000, fresh=True)
    player._ticks.stop()
    qtbot.waitUntil(lambda: player._since.elapsed() > 400, timeout=5_000)
    assert player.now_ms() == 1_000 + 2 * 250


def test_speed_goes_in_steps_from_half_to_double(player: Player) -> None:
    for step, expected in ((1, 1.25), (1, 1.5), (-1, 1.25)):
        player.step_speed(step)
        assert player.speed == expected
    for _ in range(9):
        player.step_speed(-1)
    assert player.speed == SPEEDS[0] == 0.5
    player.set_speed(7)
    assert player.speed == SPEEDS[-1] == 2.0


def test_a_loop_comes_back_to_its_start(qtbot: QtBot, player: Player, tmp_path: Path) -> None:
    load(qtbot, player, write_wave(tmp_path / "a.wav", 4))
    ticks: list[int] = []
    assert not player.loop((9_000, 9_900))  # there is nothing of it
    assert not player.loop((3_900, 9_900))
    assert player.loop((-900, 700))
    assert player.loop_ms == (0, 700)
    assert player.loop((500, 900))
    player.ticked.connect(ticks.append)
    player.play()
    qtbot.waitUntil(
        lambda: sum(now < before for before, now in pairwise(ticks)) >= 2,
        timeout=15_000,
    )
    assert min(ticks) >= 500
    assert max(ticks) < 900 + NEAR_MS
    player.loop(None)
    qtbot.waitUntil(lambda: player.now_ms() > 1_000, timeout=10_000)


def test_what_cannot_be_played_is_one_sentence_and_the_next_file_plays(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"this is no sound at all " * 200)
    player.load(broken)
    qtbot.waitUntil(lambda: player.state == "failed", timeout=15_000)
    assert player.problem
    assert "\n" not in player.problem
    player.play()
    player.seek(100)
    assert not player.is_ready
    load(qtbot, player, write_wave(tmp_path / "a.wav", 1))
    assert player.is_ready


def test_a_wave_that_is_only_a_head_is_said_to_be_empty(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    player.load(write_wave(tmp_path / "bare.wav", 0))
    qtbot.waitUntil(lambda: player.state == "failed", timeout=10_000)
    assert player.problem == "This recording cannot be played: there is nothing in it."
    player.load(write_wave(tmp_path / "short.wav", 0.5))
    qtbot.waitUntil(lambda: player.state == "paused", timeout=10_000)
    assert player.problem == ""


def test_without_the_libraries_it_says_so_and_nothing_else_fails(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, *_: object) -> object:
        raise ImportError(f"libpulse.so.0: cannot open shared object file ({name})")

    monkeypatch.setattr(loading, "_loaded", [])
    monkeypatch.setattr("annotator.app.qt.multimedia.importlib.import_module", refuse)
    player = Player()
    player.load(write_wave(tmp_path / "a.wav", 1))
    assert player.state == "failed"
    assert "cannot be played here (libpulse.so.0)" in player.problem
    assert not player.has_picture


@pytest.mark.parametrize("kind", ["wav", "mp4"])
def test_the_waveform_is_worked_out_to_its_end(qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    need_multimedia()
    found = decoded(FILM if kind == "mp4" else write_wave(tmp_path / "a.wav", 3))
    assert found is not None
    assert abs(found.length_ms - 3_000) <= 100
    if kind == "wav":  # soft, loud, soft: 4,000 and 20,000 of the same tone
        levels = found.levels.reshape(3, 20)
        assert (levels[1] > 250).all()
        assert (abs(levels[[0, 2]].astype(int) - 51) <= 2).all()


def test_the_waveform_of_a_broken_file_ends_without_one(qtbot: QtBot, tmp_path: Path) -> None:
    need_multimedia()
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(bytes(4_000))
    assert decoded(broken) is None


def test_where_nothing_decodes_no_player_is_kept(
    player: Player, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    qt = loading.multimedia()

    class Unable(qt.QMediaPlayer):  # type: ignore[misc, name-defined]
        def isAvailable(self) -> bool:  # noqa: N802 # Qt's
            return False

    monkeypatch.setattr(playing, "multimedia", lambda: SimpleNamespace(QMediaPlayer=Unable))
    file = write_wave(tmp_path / "a.wav", 1)
    for _ in range(3):
        player.load(file)
        assert "Qt finds no decoder" in player.problem
    assert [each for each in player.children() if isinstance(each, qt.QMediaPlayer)] == []


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A wave with megabytes of nothing behind it, over which Qt sits for a second or more."""
    file = write_wave(tmp_path / "broken.wav", 1)
    with file.open("ab") as opened:
        opened.truncate(6_000_000)
    return file


def test_a_file_that_is_still_being_opened_is_left_for_another(
    qtbot: QtBot, player: Player, broken: Path, tmp_path: Path
) -> None:
    player.load(broken)
    load(qtbot, player, write_wave(tmp_path / "a.wav", 3))
    assert is_parked()  # nobody has waited for it
    player.play()
    qtbot.waitUntil(lambda: player.now_ms() > 200, timeout=10_000)
    assert player.length_ms < 3_100
    player.unload()
    qtbot.waitUntil(lambda: not is_parked(), timeout=30_000)


def test_the_window_goes_on_while_a_broken_file_is_opened(qtbot: QtBot, broken: Path) -> None:
    need_multimedia()
    work, ticks = Decoding(broken), QTimer()
    seen: list[bool] = []
    ticks.timeout.connect(lambda: seen.append(work.isRunning()))
    work.start()
    ticks.start(5)
    with qtbot.waitSignal(work.finished, timeout=30_000):
        pass
    ticks.stop()
    work.wait()
    assert seen.count(True) > 20
