"""The session heard: the player joined to the one position of a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from annotator.app.actions import key_of
from annotator.app.qt.player import Player
from annotator.app.waveform import Waveform
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.ui.crash import raise_again
from annotator.ui.desk import Desk
from annotator.ui.playing.bar import PlayingBar
from annotator.ui.playing.following import Following
from annotator.ui.playing.session_file import LOST, UNCLEAR, SessionFile
from annotator.ui.playing.space import Space
from annotator.ui.playing.video import VideoPane
from annotator.ui.transcript import TranscriptColumn

NOT_FOLLOWING = "not following: a skip or a click on the timeline follows again"
OUTSIDE = "The recording does not reach there."


class Playing(QObject):
    """Plays the session on screen; playhead, columns and bar go with one time.

    Args:
        desk: whose session is heard.
        run: does an action of the table.

    Attributes:
        offset_ms: the session time at the recording's start.
    """

    def __init__(self, desk: Desk, run: Callable[[str], None]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timeline = desk.page.timeline
        self.file = SessionFile(desk.study, self)
        self.player = Player(self)
        self.player.set_volume(self.file.places.volume, muted=self.file.places.muted)
        self.following = Following(desk.page.columns)
        self.bar = PlayingBar(desk.page.inspector.look)
        self.video: VideoPane | None = None
        self.offset_ms = 0
        self._coder_id = desk.study.seen_by
        self._space = Space(desk.page)
        self._looped: tuple[Id | None, tuple[int, int]] = (None, (0, 0))
        self._begun = False  # whether it was played or sought since the session is on screen
        self._waveform: Waveform | None = None
        self._join(run)
        self._see_session()

    def session_ms(self) -> int:
        """The session time that is heard now."""
        return self.player.now_ms() + self.offset_ms

    def _end_ms(self) -> int | None:
        """The session time at the recording's end, None where it is not known."""
        return self.player.length_ms + self.offset_ms if self.player.length_ms else None

    # Playing --------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Plays or stands still; the first time from the playhead, where there is one."""
        if not self.is_there():
            return
        now = self._timeline.playhead()
        if not self._begun and now is not None and self._reaches(now):
            self.player.seek(now - self.offset_ms)
        self._begin()
        self.player.toggle()

    def skip(self, by_ms: int) -> None:
        """So much on, or back."""
        if self.is_there():
            self._seek(self.session_ms() + by_ms)  # at its ends the player stops by itself

    def go(self, time_ms: int, *, plays: bool = False) -> None:
        """Goes to a session time; `plays` plays from there.

        Where the recording does not reach nothing is heard, so that no other place is taken for
        that one, and the playhead stays where it was put.
        """
        if not self.is_there(quietly=not plays):
            return
        if not self._reaches(time_ms):
            if plays or self.player.is_playing:
                self._desk.page.banner.say(OUTSIDE, "hint")
            self._begun = False
            self.player.pause()
            return
        self._seek(time_ms)
        if plays:
            self.player.play()

    def _seek(self, time_ms: int) -> None:
        self._begin()
        inside = self.player.loop_ms
        if inside is not None and not inside[0] <= time_ms - self.offset_ms < inside[1]:
            self.player.loop(None)
        self.player.seek(time_ms - self.offset_ms)

    def hear(self, text: TranscriptColumn, position: int) -> None:
        """Plays from the session time that a place of a column is about."""
        time_ms = text.time_at(position)
        if time_ms is None:
            self._desk.page.banner.say("This turn has no session time to be heard at.", "hint")
        else:
            self.go(time_ms, plays=True)

    def loop(self, stretch_ms: tuple[int, int] | None, moment_id: Id | None = None) -> None:
        """Plays a stretch of the session over and over, None no longer.

        Args:
            stretch_ms: session times.
            moment_id: the moment whose stretch it is: the loop goes with it.
        """
        if stretch_ms is None:
            self.player.loop(None)
            return
        own = (stretch_ms[0] - self.offset_ms, stretch_ms[1] - self.offset_ms)
        if self.player.loop(own):
            self._looped = (moment_id, stretch_ms)
            self._begin()
            self.player.play()
        else:
            self._desk.page.banner.say(OUTSIDE, "hint")

    def _follow_looped(self) -> None:
        """A loop goes with its moment: to its new ends, and no longer once it is deleted."""
        moment_id, before = self._looped
        if self.player.loop_ms is None or moment_id is None:
            return
        now = self._timeline.stretch_of(moment_id)
        if now is None:
            self.loop(None)
        elif now != before:
            self.loop(now, moment_id)

    def is_there(self, *, quietly: bool = False) -> bool:
        """Whether there is something to hear; else it is said why not."""
        if self.player.is_ready:
            return True
        if not quietly:
            why = self.file.why_not() or self._problem()
            self._desk.page.banner.say(why or "The recording is being looked for.", "hint")
        return False

    def _problem(self) -> str:
        """What is wrong with the file in hand, and what to do; empty where nothing is known."""
        if not self.player.problem:
            return ""
        return f"{self.player.problem} {key_of('recording')} takes another file."

    def _reaches(self, time_ms: int) -> bool:
        """Whether the recording has a session time, as far as its length is known."""
        return 0 <= time_ms - self.offset_ms < (self.player.length_ms or time_ms + 1)

    def _forget_outside(self) -> None:
        """What was said of a place without sound goes once the playhead is where there is some."""
        banner, now = self._desk.page.banner, self._timeline.playhead()
        if banner.text() == OUTSIDE and now is not None and self._reaches(now):
            banner.hide()

    def _begin(self) -> None:
        self._begun = True
        self.following.begin()
        self._show_words()

    # What follows ---------------------------------------------------------------------------

    def _see_session(self) -> None:
        """The session on screen, or what the study says of its recording, may be another."""
        view, coder_id = self._desk.view, self._desk.study.seen_by
        if coder_id != self._coder_id:  # what is looped may be a moment that is not theirs to see
            self._coder_id = coder_id
            self.player.loop(None)
        session = view.sessions.get(self._desk.session_id or "")
        if session is not self.file.session:
            self.offset_ms = session.recording_offset_ms if session else 0
            self.file.see(view, session)

    def _follow_changes(self) -> None:
        self._see_session()
        self._follow_looped()

    def _take(self, file: Path) -> None:
        self.player.load(file)

    def _drop(self) -> None:
        """Nothing is heard any more; the timeline is the session's alone."""
        self.player.unload()
        self._begun, self._waveform = False, None
        self.following.clear()

    def _draw(self, waveform: Waveform) -> None:
        self._waveform = waveform
        self._show()

    def _follow_tick(self, _media_ms: int) -> None:
        """One time for all: playhead, columns and bar."""
        time_ms = self.session_ms()
        if self._begun and self._timeline.playhead() != time_ms:
            self._timeline.move_playhead(time_ms)
            if self.following.is_on:
                self._timeline.reveal(time_ms)
            self.following.follow(self._desk.shown, time_ms)
        self.bar.show_time(time_ms, self._end_ms())

    def _follow_player(self) -> None:
        self._timeline.sound.is_playing = self.player.is_playing
        if not self.player.is_playing:
            self.following.rest()
        self._show()

    def _follow_tab(self, tab: str) -> None:
        if tab != "coding":
            self.player.pause()
            if self.video is not None and not self.video.isHidden():
                self.video.put_away()
        else:
            self._show_or_hide_picture()

    # The picture ----------------------------------------------------------------------------

    def toggle_picture(self) -> None:
        """The action: shows the picture or hides it, and keeps which."""
        places = self.file.places
        if not self.player.has_picture:
            self._desk.page.banner.say("This session has no recording with a picture.", "hint")
        elif self.video is not None and self.video.isVisible():
            self.video.put_away()
            self._close_picture()
        else:
            places.video = "" if places.video == "closed" else places.video
            self._show_picture()
            self.file.keep_places()

    def _show_picture(self) -> None:
        window = self._desk.page.window()
        if self.video is None and isinstance(window, QMainWindow):
            look = self._desk.page.look
            self.video = VideoPane(look, window, self.player, self.file.places)
            self.video.shut.connect(self._close_picture)
        if self.video is not None:
            self.video.show_picture()

    def _close_picture(self) -> None:
        self.file.places.video = "closed"
        self.file.keep_places()

    # What is seen ---------------------------------------------------------------------------

    def _show(self) -> None:
        """Bar, panel, timeline and picture as things are."""
        player, page = self.player, self._desk.page
        named = self.file.name is not None
        if named == self.bar.isHidden():
            self.bar.setVisible(named)
            self._timeline.place_head()
        self.bar.show_player(player)
        self.bar.show_time(self.session_ms(), self._end_ms())
        self._show_words()
        self._show_on_timeline()
        page.study.show_recording(*self._facts())
        for text in page.columns.all_texts():
            text.text.show_hearable(hearable=player.is_ready)
        self._show_or_hide_picture()

    def _show_or_hide_picture(self) -> None:
        """The picture stands beside the text alone, unless a person has closed it."""
        shown = self.video is not None and not self.video.isHidden()
        has_picture = self.player.has_picture
        wanted = self.file.places.video != "closed" and self._desk.page.tab == "coding"
        if has_picture and not shown and wanted:
            self._show_picture()
        elif self.video is not None and shown and not has_picture:
            self.video.put_away()

    def _show_on_timeline(self) -> None:
        loop, sound = self.player.loop_ms, self._timeline.sound
        shown = None if loop is None else (loop[0] + self.offset_ms, loop[1] + self.offset_ms)
        if (sound.length_ms, sound.from_ms) != (self.player.length_ms, self.offset_ms):
            sound.length_ms, sound.from_ms = self.player.length_ms, self.offset_ms
            self._timeline.show_moments(self._desk.shown)
        sound.show(self._waveform, self.offset_ms, shown)

    def _show_words(self) -> None:
        file, name = self.file, self.file.name or ""
        words = file.words
        if file.stranger is not None:
            words = f"{name}: {file.other_words()} ({key_of('recording')})"
        elif file.unclear:
            words = f"{name}: {UNCLEAR} ({key_of('recording')})"
        elif file.missing:
            words = f"{name}: {LOST} ({key_of('recording')})"
        elif self.player.state == "failed":
            words = self.player.problem
        elif self.player.is_playing and not self.following.is_on:
            words = NOT_FOLLOWING
        unheard = self.player.is_playing and not self.player.is_heard
        self.bar.show_words(words or (f"{name}: no loudspeaker is found" if unheard else name))

    def _facts(self) -> tuple[str, str]:
        """The line of the panel: length and a mark that it plays, else what there is."""
        file, player, name = self.file, self.player, self.file.name
        if name is None:
            return ("", "") if file.session is not None else ("not open to you", "")
        if file.missing or file.unclear or file.stranger is not None:
            lost = LOST if file.missing else "unclear" if file.unclear else "another one"
            return f"{lost} ⚠", name
        if player.state == "failed":
            return "cannot be played ⚠", f"{name}: {player.problem}"
        if not player.length_ms:
            return "…", name
        return f"{clock_text(player.length_ms)} {'❚❚' if player.is_playing else '▶'}", name

    # Joining --------------------------------------------------------------------------------

    def _join(self, run: Callable[[str], None]) -> None:
        desk, page, file, player = self._desk, self._desk.page, self.file, self.player
        self._timeline.set_head(self.bar)
        self.bar.hide()
        self.bar.asked.connect(run)
        self.bar.speed_chosen.connect(player.set_speed)
        self.bar.volume_chosen.connect(self._set_volume)
        player.ticked.connect(self._follow_tick)
        player.changed.connect(self._follow_player)
        file.taken.connect(self._take)
        file.dropped.connect(self._drop)
        file.changed.connect(self._show)
        file.drawn.connect(self._draw)
        file.told.connect(page.banner.say)
        file.failed.connect(raise_again)
        self.following.let_go.connect(self._show_words)
        desk.moved.connect(self._see_session)
        desk.followed.connect(lambda _changes, _origin: self._follow_changes())
        desk.left.connect(self._stop)
        self._timeline.time_chosen.connect(self.go)
        self._timeline.playhead_moved.connect(self._forget_outside)
        page.tab_shown.connect(self._follow_tab)
        for text in page.columns.all_texts():
            text.text.turn_asked.connect(lambda place, own=text: self.hear(own, place))

    def _stop(self) -> None:
        """The study is left: all is quiet, and nothing works on any more."""
        self._space.stop()
        self.player.unload()
        if self.video is not None:
            self.video.remember()
            self.video.put_away()
            self.video.deleteLater()
            self.video = None
        self.file.stop()

    def _set_volume(self, percent: int, muted: bool) -> None:  # a signal's argument
        self.player.set_volume(percent, muted=muted)
        self.file.places.volume, self.file.places.muted = percent, muted


def join_playing(desk: Desk, run: Callable[[str], None]) -> None:
    """Joins the recording to a desk; it lives as long as that."""
    Playing(desk, run)
