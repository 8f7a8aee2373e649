"""The player: one recording at a time, its clock between the times that Qt reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, QUrl, Signal

from annotator.app.qt.multimedia import multimedia
from annotator.app.qt.parking import park
from annotator.app.qt.unplayable import CANNOT, as_reason, is_bare, why_nothing
from annotator.domain.errors import UserError

State = Literal["empty", "loading", "paused", "playing", "failed"]

TICK_MS = 33
"""So much of the recording goes by between two ticks, at most."""
TRUSTED_MS = 250
"""So long the clock goes on without a report: what hangs, on a share say, does not run away."""
JITTER_MS = 40
"""A report that is so little of the recording behind does not turn the clock back."""
SHORTEST_LOOP_MS = 200
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)


class Player(QObject):
    """Plays a recording. All times are the recording's own, in ms.

    Signals:
        ticked: the time, about thirty times a second while it plays and once after each jump.
        changed: state, length, speed, volume or whether there is a picture.
        ended: the recording has come to its end.
    """

    ticked = Signal(int)
    changed = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "empty"
        self.problem = ""
        self.file: Path | None = None
        self.length_ms = 0
        self.speed = 1.0
        self.loop_ms: tuple[int, int] | None = None
        self._volume, self._muted = 80, False
        self._media: Any = None
        self._sound: Any = None
        self._devices: Any = None
        self._qt: Any = None
        self._at_ms = 0
        self._fresh = False  # whether a report has come since the last jump or start
        self._waits: int | None = None  # a jump that was asked for before the file was loaded
        self._starts = False  # playing was asked for before it was
        self._since = QElapsedTimer()
        self._since.start()
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)

    # What is played -------------------------------------------------------------------------

    def load(self, file: Path) -> None:
        """Takes a file in hand, at its start and silent; what is wrong with it is in `problem`."""
        self.unload()
        self.file = file
        try:
            self._make()
        except UserError as error:
            self._fail(error.sentence)
            return
        if why := why_nothing(file):
            self._fail(f"{CANNOT}: {why}.")
            return
        self.state = "loading"
        self._media.setSource(QUrl.fromLocalFile(str(file)))  # a local file only, never a network
        self.changed.emit()

    def unload(self) -> None:
        """Lets go of the file."""
        self._ticks.stop()
        self.file, self.problem, self.length_ms = None, "", 0
        self.loop_ms, self._waits, self._starts = None, None, False
        self._at_ms, self._fresh = 0, False
        was, self.state = self.state, "empty"
        if self._media is not None and was == "loading":
            self._abandon()
        elif self._media is not None:
            self._media.stop()
            self._media.setSource(QUrl())
        self.state = "empty"
        self.changed.emit()

    @property
    def is_ready(self) -> bool:
        """Whether there is something to play."""
        return self.state in ("loading", "paused", "playing")

    @property
    def is_playing(self) -> bool:
        """Whether it plays now."""
        return self.state == "playing"

    @property
    def has_picture(self) -> bool:
        """Whether the recording has a picture beside its sound."""
        return self._media is not None and self.is_ready and bool(self._media.hasVideo())

    def show_picture_in(self, sink: QObject | None) -> None:
        """Gives the picture to a `QVideoSink`, or to nobody."""
        if self._media is not None:
            self._media.setVideoSink(sink)

    def show_first_frame(self) -> None:
        """Has the picture show where it is, before it plays."""
        if self.state == "paused" and self._media is not None:
            self._media.pause()

    # Playing --------------------------------------------------------------------------------

    def play(self) -> None:
        """Plays on; from the start where it had come to the end."""
        if self.state == "loading":
            self._starts = True
        elif self.state == "paused":
            if self.length_ms and self._at_ms >= self.length_ms - 1:
                self.seek(0)
            self._restart_clock(self._at_ms)
            self._media.play()

    def pause(self) -> None:
        """Stands still where it is."""
        self._starts = False
        if self.is_playing:
            self._at_ms = self.now_ms()
            self._media.pause()

    def toggle(self) -> None:
        """Plays or stands still."""
        if self.is_playing or self._starts:
            self.pause()
        else:
            self.play()

    def seek(self, time_ms: int) -> None:
        """Goes to a time, as far as the recording reaches."""
        if self.state == "loading":
            self._waits = time_ms
            return
        if self.state not in ("paused", "playing"):
            return
        last = self.length_ms or time_ms
        time_ms = max(0, min(time_ms, last))
        self._restart_clock(time_ms)
        self._media.setPosition(time_ms)
        self.ticked.emit(time_ms)

    def now_ms(self) -> int:
        """The time now: the last one that Qt has reported, and what has gone by since."""
        if not self.is_playing or not self._fresh:
            return self._at_ms
        gone = min(self._since.elapsed(), TRUSTED_MS)
        now = self._at_ms + round(gone * self.speed)
        return min(now, self.length_ms) if self.length_ms else now

    def set_speed(self, speed: float) -> None:
        """Plays slower or faster, 0.5 to 2; the pitch is kept where Qt can."""
        self._restart_clock(self.now_ms(), fresh=self._fresh)
        self.speed = max(SPEEDS[0], min(speed, SPEEDS[-1]))
        self._ticks.setInterval(round(TICK_MS / max(1.0, self.speed)))
        if self._media is not None:
            self._media.setPlaybackRate(self.speed)
        self.changed.emit()

    def step_speed(self, step: int) -> None:
        """The next slower or faster speed."""
        here = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.speed))
        self.set_speed(SPEEDS[max(0, min(here + step, len(SPEEDS) - 1))])

    def set_volume(self, percent: int, *, muted: bool) -> None:
        """How loud it is, 0 to 100, and whether it is heard at all."""
        self._volume, self._muted = max(0, min(percent, 100)), muted
        if self._sound is not None:
            self._sound.setVolume(self._volume / 100)
            self._sound.setMuted(muted)
        self.changed.emit()

    @property
    def volume(self) -> int:
        """0 to 100."""
        return self._volume

    @property
    def is_muted(self) -> bool:
        """Whether nothing is heard."""
        return self._muted

    def loop(self, stretch_ms: tuple[int, int] | None) -> bool:
        """Plays a stretch over and over, from its start; None goes on without.

        Returns:
            False where too little of it lies in the recording: then nothing is changed.
        """
        if stretch_ms is not None:
            start_ms = max(0, stretch_ms[0])
            end_ms = min(stretch_ms[1], self.length_ms or stretch_ms[1])
            if end_ms - start_ms < SHORTEST_LOOP_MS:
                return False
            stretch_ms = (start_ms, end_ms)
            self.seek(start_ms)
        self.loop_ms = stretch_ms
        self.changed.emit()
        return True

    # Inside ---------------------------------------------------------------------------------

    def _make(self) -> None:
        """Makes Qt's player when the first file comes.

        Raises:
            UserError: Qt's multimedia cannot be loaded, or has nothing to decode with.
        """
        if self._media is not None:
            return
        self._qt = multimedia()
        media = self._qt.QMediaPlayer()  # nobody's yet: one that can do nothing goes at once
        if not media.isAvailable():
            raise UserError(
                "recordings cannot be played here: Qt finds no decoder",
                hint="install what README lists for playing; all else works without",
            )
        media.setParent(self)
        self._media = media
        if self._devices is None:
            self._devices = self._qt.QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._find_speakers)
        self._find_speakers()
        if hasattr(media, "setPitchCompensation"):
            media.setPitchCompensation(True)
        media.positionChanged.connect(self._report)
        media.durationChanged.connect(self._measure)
        media.mediaStatusChanged.connect(self._follow_status)
        media.playbackStateChanged.connect(self._follow_state)
        media.hasVideoChanged.connect(lambda _has: self.changed.emit())
        media.errorOccurred.connect(self._follow_error)

    def _abandon(self) -> None:
        """Leaves a player to itself that still opens its file: Qt would wait for that.

        A broken file, or one on a share that hangs, may take minutes.
        """
        media, sound = self._media, self._sound
        self._media = self._sound = None
        for signal in (
            media.positionChanged,
            media.durationChanged,
            media.mediaStatusChanged,
            media.playbackStateChanged,
            media.hasVideoChanged,
            media.errorOccurred,
        ):
            signal.disconnect()
        media.setVideoSink(None)
        if sound is not None:
            media.setAudioOutput(None)
            sound.deleteLater()
        park(media, media.mediaStatusChanged)

    def _find_speakers(self) -> None:
        """Takes the sound to what it is heard by; without any it plays unheard all the same."""
        if (
            self._media is not None
            and self._sound is None
            and self._qt.QMediaDevices.audioOutputs()
        ):
            self._sound = self._qt.QAudioOutput(self)
            self._sound.setVolume(self._volume / 100)
            self._sound.setMuted(self._muted)
            self._media.setAudioOutput(self._sound)
            self.changed.emit()

    @property
    def is_heard(self) -> bool:
        """Whether there is something on this machine to hear it by."""
        return self._sound is not None

    def _restart_clock(self, time_ms: int, *, fresh: bool = False) -> None:
        self._at_ms, self._fresh = time_ms, fresh
        self._since.restart()

    def _report(self, time_ms: int) -> None:
        """Qt says where it is."""
        if self.file is None:
            return
        if self.is_playing:
            behind = self.now_ms() - time_ms
            if self._fresh and 0 < behind < JITTER_MS:
                return
            self._restart_clock(time_ms, fresh=True)
            self._tick()

    def _tick(self) -> None:
        now = self.now_ms()
        if self._turn_round(now):
            return
        self.ticked.emit(now)
        if self.length_ms and now >= self.length_ms and not self.is_heard:
            self._media.pause()  # unheard, Qt itself does not tell of the end
            self._come_to_end()

    def _turn_round(self, now_ms: int) -> bool:
        """Goes back to the start of the loop from its end; whether it did."""
        if self.loop_ms is None or not self.is_playing or now_ms < self.loop_ms[1]:
            return False
        self.seek(self.loop_ms[0])
        return True

    def _measure(self, length_ms: int) -> None:
        if self.file is not None and length_ms > 0:
            self.length_ms = int(length_ms)
            self.changed.emit()

    def _follow_status(self, status: object) -> None:
        statuses = self._qt.QMediaPlayer.MediaStatus
        if self.file is None:
            return
        if status == statuses.LoadedMedia and self.state == "loading":
            self.state = "paused"
            self.length_ms = max(self.length_ms, int(self._media.duration()))
            if not self.length_ms and is_bare(self.file):
                self._fail(f"{CANNOT}: there is nothing in it.")
                return
            self._media.setPlaybackRate(self.speed)
            self.changed.emit()
            waits, self._waits = self._waits, None
            if waits is not None:
                self.seek(waits)
            starts, self._starts = self._starts, False
            if starts:
                self.play()
        elif status == statuses.InvalidMedia:
            self._fail("")
        elif status == statuses.EndOfMedia:
            self._come_to_end()

    def _come_to_end(self) -> None:
        if self.loop_ms is not None:
            start_ms = self.loop_ms[0]
            self.state = "paused"
            self._restart_clock(start_ms)
            self._media.setPosition(start_ms)
            self._media.play()
            return
        self._restart_clock(self.length_ms)
        self.ticked.emit(self.length_ms)
        self.ended.emit()

    def _follow_state(self, state: object) -> None:
        if self.file is None or self.state in ("failed", "empty"):
            return
        playing = state == self._qt.QMediaPlayer.PlaybackState.PlayingState
        if playing == self.is_playing:
            return
        if playing:
            self._since.restart()
            self.state = "playing"
            self._ticks.start()
        else:
            self._at_ms = self.now_ms()
            self.state = "paused"
            self._ticks.stop()
            self.ticked.emit(self._at_ms)
        self.changed.emit()

    def _follow_error(self, error: object, words: str) -> None:
        if self.file is not None and error != self._qt.QMediaPlayer.Error.NoError:
            self._fail(f"{CANNOT}: {as_reason(words)}." if words else "")

    def _fail(self, words: str) -> None:
        self._ticks.stop()
        self.state = "failed"
        self.problem = words or f"{CANNOT}: its format is not known here, or the file is broken."
        self.changed.emit()
