"""However a study comes onto the screen, nobody's work is loaded before it is clear who codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.open_study import NOBODY, open_study
from annotator.app.settings import Place, Settings
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError, WrongPassphrase
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from annotator.domain.view import StudyView
from annotator.storage import Store
from annotator.ui import asking as asking_module
from annotator.ui import asking_passphrase
from annotator.ui import run as run_module
from annotator.ui.asking import Asking
from annotator.ui.dialogs.new_study import NewStudy
from annotator.ui.dialogs.who import Who
from annotator.ui.window import Window
from tests.ui.window.conftest import shown_window


@pytest.fixture
def coded_file(study_file: Path, study_view: StudyView) -> Path:
    """The small study with two coders, of whom RA-2 has coded, all under one roof."""
    with open_study(study_file) as study:
        study.do(added(*study_view.all_moments()), "Bring in the moments")
        study.do(Replace(None, Coder(id="other", name="RA-1")), "Add the coder RA-1")
    return study_file


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Id | None]:
    """For whom views are loaded from now on."""
    loaded: list[Id | None] = []
    load = Store.view

    def spy(store: Store, seen_by: Id | None = None) -> StudyView:
        loaded.append(seen_by)
        return load(store, seen_by)

    monkeypatch.setattr(Store, "view", spy)
    return loaded


@pytest.fixture
def window(qapp, settings: Settings) -> Iterator[Window]:
    shown = shown_window(settings)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def asking(window: Window) -> Asking:
    return Asking(window)


class WhoDialog:
    """Stands for the dialog: notes what was on the screen when it asked."""

    def __init__(self, window: Window, answer: Who | None) -> None:
        self.window = window
        self.answer = answer
        self.moments_on_screen: list[list[Moment]] = []

    def __call__(self, *_: object) -> Who | None:
        assert self.window.study is not None
        self.moments_on_screen.append(list(self.window.study.view.all_moments()))
        return self.answer


def asked(monkeypatch: pytest.MonkeyPatch, window: Window, answer: Who | None) -> WhoDialog:
    who = WhoDialog(window, answer)
    monkeypatch.setattr(asking_module, "ask_who", who)
    return who


def test_a_first_open_asks_before_any_work_is_loaded(window, asking, coded_file, seen, monkeypatch):
    who = asked(monkeypatch, window, Who(coder_id="other"))
    assert asking.open_place(coded_file)
    assert who.moments_on_screen == [[]]
    assert set(seen) == {NOBODY, "other"}
    assert list(window.study.view.all_moments()) == []


def test_a_lonely_coder_is_asked_too(window, asking, study_file, study_view, seen, monkeypatch):
    """That the study has one coder does not say that it is they who sit here."""
    who = asked(monkeypatch, window, None)
    asking.open_place(study_file)
    assert len(who.moments_on_screen) == 1
    assert set(seen) == {NOBODY}


def test_who_cancels_is_nobody_and_cannot_code(window, asking, coded_file, seen, monkeypatch):
    asked(monkeypatch, window, None)
    asking.open_place(coded_file)
    assert window.study.seen_by == NOBODY
    desk = window.desk
    desk.page.columns.take("therapist")
    desk.select("turn")
    desk.code("shame")
    assert list(window.study.view.all_moments()) == []
    assert "say who" in desk.page.banner.text()
    assert set(seen) == {NOBODY}


def test_the_coder_of_last_time_is_not_asked(window, asking, coded_file, seen, monkeypatch):
    who = asked(monkeypatch, window, None)
    window.settings.places[study_id(coded_file)] = Place(coder_id="coder")
    seen.clear()
    window.start.recent_chosen.emit(coded_file)
    assert who.moments_on_screen == []
    assert set(seen) == {NOBODY, "coder"}
    assert {each.coder_id for each in window.study.view.all_moments()} == {"coder"}


def study_id(place: Path) -> Id:
    with open_study(place, seen_by=NOBODY) as study:
        return study.view.study.id


def test_who_has_read_everything_is_asked_the_next_time(
    window, asking, coded_file, seen, monkeypatch
):
    window.settings.places[study_id(coded_file)] = Place(coder_id=None)
    who = asked(monkeypatch, window, None)
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", staticmethod(lambda *_: (str(coded_file), ""))
    )
    window.commands.run("open_study")
    assert who.moments_on_screen == [[]]
    assert None not in seen


def test_everything_is_loaded_for_who_says_so(window, asking, coded_file, seen, monkeypatch):
    asked(monkeypatch, window, Who())
    asking.open_place(coded_file)
    assert seen[0] == NOBODY
    assert window.study.seen_by is None
    assert len(list(window.study.view.all_moments())) == 4


def test_a_new_study_is_opened_for_nobody(window, asking, seen, monkeypatch, tmp_path: Path):
    choice = NewStudy(
        title="A study", place=tmp_path / "a.iprstudy", passphrase=None, codebook=None
    )
    monkeypatch.setattr(asking_module, "ask_new_study", lambda *_: choice)
    asked(monkeypatch, window, None)
    window.commands.run("new_study")
    assert window.study.seen_by == NOBODY
    assert None not in seen


@pytest.mark.parametrize("remembered", [False, True])
def test_the_sample_opens_for_one_coder(
    window, asking, seen, monkeypatch, tmp_path: Path, remembered
):
    place = make_sample(tmp_path)
    monkeypatch.setattr(asking_module, "default_folder", lambda: tmp_path)
    window.settings.places["another study"] = Place(coder_id="somebody")
    with open_study(place, seen_by=NOBODY) as study:
        own, coders = study.view.study.id, {c.name: c.id for c in study.view.coders.values()}
    if remembered:
        window.settings.places[own] = Place(coder_id=coders["RA-1"])
    who = asked(monkeypatch, window, None)
    seen.clear()
    window.commands.run("open_sample")
    wanted = coders["RA-1" if remembered else "RA-2"]
    assert window.study.seen_by == wanted
    assert set(seen) == {NOBODY, wanted}
    assert who.moments_on_screen == []


@pytest.mark.parametrize("coder", [None, "RA-2"])
def test_the_command_opens_for_nobody_or_for_the_coder_named(
    qapp, coded_file, seen, monkeypatch, coder
):
    made: list[Window] = []
    make = run_module.made_window

    def keep(settings: Settings) -> Window:
        made.append(make(settings))
        return made[0]

    monkeypatch.setattr(run_module, "made_window", keep)
    monkeypatch.setattr(run_module, "catch_all", lambda _: None)
    monkeypatch.setattr("annotator.ui.run.signal.signal", lambda *_: None)
    monkeypatch.setattr(asking_module, "ask_who", lambda *_: None)
    monkeypatch.setattr(QApplication, "exec", lambda *_: 0)
    run_module.run_window(coded_file, coder=coder)
    for _ in range(3):
        qapp.processEvents()
    assert set(seen) == ({NOBODY} if coder is None else {"coder"})
    assert made[0].study is not None
    made[0].close()
    made[0].deleteLater()


def test_another_coder_that_cannot_be_loaded_is_a_sentence(window, asking, coded_file, monkeypatch):
    asked(monkeypatch, window, Who(coder_id="coder"))
    asking.open_place(coded_file)

    def fail(*_: object) -> StudyView:
        raise UserError("the disk or share failed while the study was in use", "small.iprstudy")

    monkeypatch.setattr(Store, "view", fail)
    window.see_as("other")
    assert "share failed" in window.desk.page.banner.text()


@pytest.mark.parametrize("failing", ["check", "search"])
def test_a_share_that_is_gone_is_a_sentence(window, asking, coded_file, monkeypatch, failing):
    asked(monkeypatch, window, Who(coder_id="coder"))
    asking.open_place(coded_file)

    def fail(*_: object, **__: object) -> None:
        raise UserError("the disk or share failed while the study was in use", "small.iprstudy")

    monkeypatch.setattr(Store, failing, fail)
    if failing == "check":
        window.commands.run("check")
    else:
        window.palette_box.open(text_only=True)
        window.palette_box.field.setText("laughed")
        window.palette_box.shut()
    assert "share failed" in window.desk.page.banner.text()


def test_an_unknown_coder_is_told_once_and_in_their_own_letters(
    window, asking, monkeypatch, tmp_path: Path
):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    asks: list[str] = []

    def ask(_look: object, _parent: object, _name: str, problem: str) -> str:
        asks.append(problem)
        assert len(asks) < 3
        return "the right one"

    monkeypatch.setattr(asking_passphrase, "ask_passphrase", ask)
    assert not asking.open_place(place, "RA-9")
    assert asks == [""]
    assert "RA-9" in window.start.banner.text()


def test_a_wrong_passphrase_given_by_a_program_is_not_asked_for_ever(
    window, monkeypatch, tmp_path: Path
):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    given = iter(["wrong"])
    assert not Asking(window, lambda: next(given)).open_place(place)
    assert "passphrase" in window.start.banner.text()


def test_a_wrong_passphrase_is_told_from_all_else_by_its_class(tmp_path: Path):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    with pytest.raises(WrongPassphrase):
        open_study(place, lambda: "wrong")
    with pytest.raises(UserError) as unknown:
        open_study(place, lambda: "the right one", "RA-9")
    assert not isinstance(unknown.value, WrongPassphrase)


def test_a_study_left_for_another_one_is_asked_about_its_unsaved_memo(
    window, asking, coded_file, monkeypatch, tmp_path: Path
):
    from annotator.ui import window as window_module

    asked(monkeypatch, window, Who(coder_id="coder"))
    asking.open_place(coded_file)
    second = tmp_path / "second.iprstudy"
    create_study(second, "Second", None)

    def full(*_: object, **__: object) -> int:
        raise UserError("the disk is full; the last change is not stored", "small.iprstudy")

    monkeypatch.setattr(Store, "apply", full)
    window.desk.open_moment("m-shame")
    window.desk.page.inspector.memo.insertPlainText("kept")
    monkeypatch.setattr(window_module, "ask_discard", lambda *_: False)
    assert not asking.open_place(second)
    assert window.study.place == coded_file
    assert window.desk.page.inspector.memo.toPlainText() == "kept"
    monkeypatch.setattr(window_module, "ask_discard", lambda *_: True)
    asked(monkeypatch, window, None)
    assert asking.open_place(second)
    assert window.study.place == second


def test_a_second_study_of_one_sitting_takes_another_size_and_theme(
    window, asking, coded_file, tmp_path: Path, monkeypatch
):
    asked(monkeypatch, window, None)
    asking.open_place(coded_file)
    window.commands.run("close_study")
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete: the page is gone
    asking.open_place(make_sample(tmp_path))
    assert window.study is not None
    window.commands.run("larger")
    window.commands.run("theme")
    assert (window.look.percent > 100, window.look.theme.scheme) == (True, "dark")
    window.show_tab("codebook")  # which takes another look when it is seen
    key = window.desk.page.codes_page.form("code").key
    assert key.width() == window.look.px(58)
