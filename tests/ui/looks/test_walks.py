"""Every view and every sheet, as a screen reader and as somebody with large type meets them."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget

import annotator.ui
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.lock_page import LockPage
from tests.ui.looks import walking
from tests.ui.looks.screens import end, shown, visit_sheets, visit_views
from tests.ui.looks.views import settle


class _Findings:
    """What is wrong, by view."""

    def __init__(self) -> None:
        self.all: dict[str, list[str]] = {}

    def names(self, root: QWidget, view: str) -> None:
        """Notes what a screen reader misses."""
        checks = (walking.nameless, walking.same_names, walking.silent, walking.mute)
        self._note(view, [each for check in checks for each in check(root)])

    def room(self, root: QWidget, view: str) -> None:
        """Notes what is cut off."""
        self._note(view, walking.cut(root))

    def all_of(self, root: QWidget, view: str) -> None:
        """Notes both."""
        self.names(root, view)
        self.room(root, view)

    def both_rooms(self, root: QWidget, view: str) -> None:
        """Notes what is cut off as it is, and in words 1.4 times as long."""
        self.room(root, view)
        walking.lengthen(root)
        for more in (1, -1):
            root.resize(root.width() + more, root.height())
            settle()
        self.room(root, f"{view}, longer")

    def told(self) -> str:
        """All of it, a finding a line."""
        return "\n".join(f"{view}: {each}" for view, own in self.all.items() for each in own)

    def _note(self, view: str, wrong: list[str]) -> None:
        if wrong:
            self.all[view] = sorted({*self.all.get(view, []), *wrong})


@pytest.fixture
def findings(qapp) -> _Findings:
    return _Findings()


@pytest.mark.parametrize("coder", ["RA-2", None], ids=["coder", "everyone"])
def test_views_are_named_and_whole(sample_file: Path, coder: str | None, findings: _Findings):
    window = shown(sample_file, coder=coder, size=(1920, 1080) if coder is None else (1280, 800))
    visit_views(window, findings.all_of)
    end(window)
    assert not findings.all, findings.told()


def test_sheets_are_named_and_whole(sample_file: Path, files: Path, findings: _Findings):
    seen: set[str] = set()
    for coder in ("RA-2", None):
        window = shown(sample_file, coder=coder)
        seen |= visit_sheets(window, files, findings.all_of)
        end(window)
    assert not findings.all, findings.told()
    assert sheet_classes() - seen == {"Sheet", "TableSheet"} - seen  # others are made of these


def test_the_start_page_is_named_and_whole(findings: _Findings):
    for percent in (100, 200):
        window = shown(None, percent=percent)
        findings.all_of(window, f"start page, {percent} %")
        window.palette_box.open()
        settle()
        findings.all_of(window, f"palette on the start page, {percent} %")
        end(window)
    assert not findings.all, findings.told()


def test_the_page_of_a_locked_window_is_named_and_whole(findings: _Findings):
    for percent in (100, 200):
        window = shown(None, percent=percent, size=(1280, 800))
        page, stack = window.findChild(LockPage), window.centralWidget()
        assert isinstance(page, LockPage)
        assert isinstance(stack, QStackedWidget)
        page.show_why("Nobody has touched it for 10 minutes. It goes on where you were.")
        page.show_problem("The passphrase is wrong, or this is not a study file; try it again.")
        stack.setCurrentWidget(page)
        settle()
        findings.all_of(page, f"lock page, {percent} %")
        end(window)
    assert not findings.all, findings.told()


def test_views_are_whole_in_large_type_and_in_longer_words(sample_file, findings):
    window = shown(sample_file, coder=None, percent=200, size=(1280, 800))
    visit_views(window, findings.both_rooms)
    end(window)
    assert not findings.all, findings.told()


def test_sheets_are_whole_in_large_type_and_in_longer_words(sample_file, files, findings):
    for coder in ("RA-2", None):
        window = shown(sample_file, coder=coder, percent=200)
        visit_sheets(window, files, findings.both_rooms)
        end(window)
    assert not findings.all, findings.told()


def sheet_classes() -> set[str]:
    """The names of all sheets that there are."""
    for module in pkgutil.walk_packages(annotator.ui.__path__, "annotator.ui."):
        importlib.import_module(module.name)
    waiting, found = [Sheet], set()
    while waiting:
        each = waiting.pop()
        found.add(each.__name__)
        waiting += each.__subclasses__()
    return {name for name in found if not name.startswith("_")}


def test_codes_are_not_scrolled_to_sideways_in_a_small_window(sample_file: Path, qapp):
    window = shown(sample_file, percent=200, size=(1024, 700))
    assert window.desk is not None
    assert window.desk.page.codes.horizontalScrollBar().maximum() == 0
    end(window)
