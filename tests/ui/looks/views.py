"""The views of the window that are no tab of their own, each with something to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from annotator.domain.codebook import CodeSet
from annotator.ui.desk import Desk
from annotator.ui.finding_desk import Finding
from annotator.ui.memo_desk import memos_of
from annotator.ui.moments_desk import MomentsAtWork
from annotator.ui.playing.desk import playing_of
from annotator.ui.run import show_a_moment
from annotator.ui.window import Window

LONG = (
    "The stop is moved to 12:30 and stands before the one that it stood behind; the moments under "
    "it have another session time now, and a pairing of them is further apart than the study says."
)
Show = Callable[[Window], QWidget | None]
"""Brings a view on the screen, and gives what is to be looked at; None for the whole window."""
WAIT_MS = 60_000


def settle() -> None:
    """Lets layouts come to rest."""
    for _ in range(6):
        QApplication.processEvents()


def desk_of(window: Window) -> Desk:
    """The open study at work."""
    assert window.desk is not None
    return window.desk


def wait_until(fits: Callable[[], bool]) -> None:
    """Waits for work in the background.

    Raises:
        TimeoutError: it is not done.
    """
    loop, looks, ends = QEventLoop(), QTimer(), QTimer()
    looks.timeout.connect(lambda: loop.quit() if fits() else None)
    ends.timeout.connect(lambda: loop.exit(1))
    looks.start(20)
    ends.start(WAIT_MS)
    if not fits() and loop.exec():
        raise TimeoutError(fits)


def run(window: Window, *action_ids: str) -> None:
    """Runs commands, one after the other."""
    for action_id in action_ids:
        window.commands.run(action_id)
        settle()


# The coding tab ----------------------------------------------------------------------------


def _no_moment(window: Window) -> None:
    run(window, "align")  # each column as it comes again
    desk_of(window).choose_moment(None)


def _palette(window: Window) -> None:
    window.palette_box.open()
    window.palette_box.field.setText("re")


def _palette_of_moments(window: Window) -> None:
    window.palette_box.field.setText("shared d01")


def _banner(window: Window) -> None:
    window.palette_box.shut()
    window.say(LONG, "hint")


def _take_set(window: Window, fits: Callable[[CodeSet], bool]) -> None:
    desk = desk_of(window)
    code_set = next(each for each in desk.view.codebook.sets if fits(each))
    desk.page.codebook.set_choice.chosen.emit(code_set.id)


def _bins(window: Window) -> None:
    """The grid, a cell with something in it in hand."""
    desk_of(window).page.banner.hide()
    _take_set(window, lambda each: each.unit == "bin")
    settle()
    grid = desk_of(window).page.units.grid
    grid.go_to(2)


def _form(window: Window) -> None:
    _take_set(window, lambda each: each.unit == "session" and each.marking != "sort")


def _rated(window: Window) -> None:
    _take_set(window, lambda each: each.marking == "rating")


def _sort(window: Window) -> None:
    _take_set(window, lambda each: each.marking == "sort")
    settle()
    desk_of(window).page.units.write_memo()


def _turns(window: Window) -> None:
    _take_set(window, lambda each: each.unit == "turn")
    run(window, "mode_session")
    desk_of(window).page.columns.take("session")
    run(window, "next_uncoded")


def _sets_offered(window: Window) -> QWidget:
    run(window, "set_in_hand")
    return desk_of(window).page.codebook.set_choice.pill.choices


def _passages(window: Window) -> None:
    desk_of(window).page.codebook.set_choice.pill.choices.hide()
    run(window, "mode_dyadic")
    _take_set(window, lambda each: each.unit == "span")


def _search_asked(window: Window) -> None:
    run(window, "search")


def _search(window: Window, asked: str = "laugh*") -> None:
    desk = desk_of(window)
    finding = desk.findChild(Finding)
    assert finding is not None
    desk.page.finding.seek(asked)
    finding.wait()
    settle()
    assert desk.page.finding.results.rowCount() > 3
    finding.step(1)


def _no_search(window: Window) -> None:
    desk_of(window).page.finding.put_away()


def _recording(window: Window) -> None:
    """The bar of the recording, at a turn that is heard."""
    desk = desk_of(window)
    _no_search(window)
    playing = playing_of(desk)
    wait_until(lambda: playing.player.state == "paused")
    wait_until(lambda: desk.page.timeline.sound.waveform is not None)
    desk.show_mode("session")
    settle()
    _put_picture_away(window)
    show_a_moment(window)
    run(window, "loop", "faster", "faster")
    playing.player.pause()
    playing.go(746_000)


def _picture(window: Window) -> QWidget:
    """The film in its pane, at a frame of it."""
    run(window, "video", "play")
    playing = playing_of(desk_of(window))
    wait_until(lambda: playing.video is not None and not playing.video.picture.image().isNull())
    playing.player.pause()
    assert playing.video is not None
    return playing.video if playing.video.isFloating() else window


def _put_picture_away(window: Window) -> None:
    video = playing_of(desk_of(window)).video
    if video is not None and video.isVisible():
        run(window, "video")


def _memo_on_turn(window: Window) -> None:
    """A turn that has a memo."""
    desk = desk_of(window)
    _put_picture_away(window)
    run(window, "mode_dyadic", "loop", "usual_speed")
    memo = next(each for each in desk.view.memos.values() if each.about == "turn")
    memos = memos_of(desk)
    subject = next(each for each in memos._by_subject() if each.about_id == memo.about_id)
    memos.go_to(subject)
    memos.open_subject(subject)


def _memo_on(window: Window) -> None:
    run(window, "memo_on")


def _isolated(window: Window) -> None:
    """A moment alone; the keys are in the text again."""
    texts = list(desk_of(window).page.columns.texts())
    texts[0].setFocus(Qt.FocusReason.OtherFocusReason)
    run(window, "next_moment", "isolate")


def _all_again(window: Window) -> None:
    run(window, "isolate")


# Tabs with more than one face --------------------------------------------------------------


def _chosen_moments(window: Window) -> None:
    """Several moments chosen, grouped by code."""
    window.show_tab("moments")
    table = desk_of(window).page.moments.table
    desk_of(window).page.moments._show_grouping("code")
    settle()
    ids = [row.moment.id for row in table.model_of_moments.shown()[2:6]]
    table.choose(ids)


def _kept_filters(window: Window) -> QMenu:
    page = desk_of(window).page.moments
    page._show_grouping("nothing")
    page.filter.kept.click()
    return page.filter.kept.choices


def _filter_offered(window: Window) -> QMenu:
    page = desk_of(window).page.moments
    page.filter.kept.choices.hide()
    page.filter.pills["Code"].click()
    return page.filter.pills["Code"].choices


def _counts(part: str) -> Show:
    def show(window: Window) -> None:
        desk = desk_of(window)
        desk.page.moments.filter.pills["Code"].choices.hide()
        at_work = desk.findChild(MomentsAtWork)
        assert at_work is not None
        desk.page.moments.show_part(part)
        at_work._live.wait()

    return show


def _codebook(kind: str) -> Show:
    """The codebook tab with the form of a set, a code or a scale."""

    def show(window: Window) -> None:
        desk_of(window).page.moments.show_part("table")
        window.show_tab("codebook")
        page = desk_of(window).page.codes_page
        own = page.shown.sets[0]
        codes = [code for code in own.codes if code.parent_id is not None and not code.retired]
        ids = {"set": own.id, "code": codes[0].id, "scale": own.scales[0].id}
        page.choose(ids[kind])
        page.retired.setChecked(kind == "code")

    return show


def _older_version(window: Window) -> None:
    desk_of(window).page.codes_page.version_chosen.emit(1)


def _menu(window: Window) -> QMenu:
    page = desk_of(window).page.codes_page
    page.version_chosen.emit(desk_of(window).view.codebook.number)
    window.show_tab("coding")
    menu = window._menu
    menu.popup(window.mapToGlobal(window.rect().center()))
    return menu


def _no_menu(window: Window) -> None:
    window._menu.hide()
    texts = list(desk_of(window).page.columns.texts())
    texts[0].setFocus(Qt.FocusReason.OtherFocusReason)


# For the README ----------------------------------------------------------------------------


def show_codebook(window: Window, name: str) -> None:
    """The codebook tab with the form of a code."""
    window.show_tab("codebook")
    page = desk_of(window).page.codes_page
    code = next(code for _, code in page.shown.codes() if code.name == name)
    page.retired.setChecked(True)
    page.choose(code.id)


def show_bins(window: Window) -> None:
    """The grid, at a bin that is coded."""
    desk = desk_of(window)
    _take_set(window, lambda each: each.unit == "bin")
    settle()
    desk.choose_moment(None)
    pane = desk.page.units
    assert pane.shown is not None
    coded = (place for place, each in enumerate(pane.shown.judgements) if each and each.codes)
    pane.grid.go_to(next(coded))
    pane.take_keys()


def show_moments(window: Window) -> None:
    """The moments table grouped by code, some chosen."""
    _chosen_moments(window)
    desk_of(window).page.moments.table.setFocus(Qt.FocusReason.OtherFocusReason)


def show_search(window: Window) -> None:
    """Something sought, a passage in hand."""
    run(window, "mode_dyadic", "search")
    _search(window, "quiet OR silen*")


def show_recording(window: Window) -> None:
    """The recording, heard at the chosen moment, with the session's transcript."""
    desk = desk_of(window)
    playing = playing_of(desk)
    wait_until(lambda: playing.player.state == "paused")
    wait_until(lambda: desk.page.timeline.sound.waveform is not None)
    desk.show_mode("session")
    settle()
    playing.go(752_000)
    playing.following.begin()
    playing.following.follow(desk.view, 752_000)


MORE_VIEWS: dict[str, Show] = {
    "one account": lambda window: run(window, "mode_therapist"),
    "with the session": lambda window: run(window, "mode_session"),
    "both accounts": lambda window: run(window, "mode_dyadic"),
    "level": lambda window: run(window, "align"),
    "no moment": _no_moment,
    "palette": _palette,
    "palette of moments": _palette_of_moments,
    "banner": _banner,
    "bins": _bins,
    "form": _form,
    "rated form": _rated,
    "sort": _sort,
    "every turn": _turns,
    "sets offered": _sets_offered,
    "passages again": _passages,
    "search asked": _search_asked,
    "search": _search,
    "recording": _recording,
    "picture of the recording": _picture,
    "memo on a turn": _memo_on_turn,
    "memo on": _memo_on,
    "a moment alone": _isolated,
    "all moments again": _all_again,
    "chosen moments": _chosen_moments,
    "kept filters": _kept_filters,
    "codes to filter by": _filter_offered,
    "matrix": _counts("matrix"),
    "co-occurrence": _counts("pairs"),
    "codebook, a code": _codebook("code"),
    "codebook, a set": _codebook("set"),
    "codebook, a scale": _codebook("scale"),
    "codebook, older": _older_version,
    "menu": _menu,
    "coding again": _no_menu,
}
