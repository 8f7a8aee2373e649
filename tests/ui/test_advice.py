"""No sentence in the window speaks of options or commands of the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

import annotator
from annotator.ui.advice import in_window
from annotator.ui.agreement.page import AgreementPage
from annotator.ui.banner import Banner
from annotator.ui.dyads.page import DyadsPage
from annotator.ui.theme import Look

ROOMS = ("app/verbs", "analysis", "domain")
OPTION = re.compile(r"--[a-z]|`annotator ")


def hints() -> Iterator[str]:
    """The hints of all errors that speak of the command line, as far as they stand in the code."""
    root = Path(annotator.__file__).parent
    for path in sorted(each for room in ROOMS for each in (root / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UserError"):
                continue
            named = [each.value for each in node.keywords if each.arg == "hint"]
            for value in [*node.args[2:3], *named]:
                if isinstance(value, ast.Constant) and OPTION.search(str(value.value)):
                    yield str(value.value)


def test_there_are_such_hints() -> None:
    assert len(list(hints())) >= 5


@pytest.mark.parametrize("hint", sorted(set(hints())))
def test_no_option_is_left_of_a_hint(hint: str) -> None:
    said = in_window(f"something is wrong; {hint}.")
    assert not OPTION.search(said)
    assert said.startswith("something is wrong")
    assert said.endswith(".")


def test_what_speaks_of_no_option_stays_as_it_is() -> None:
    told = "/data/a--b (old), study.iprstudy: no text in it; save it again – as .docx."
    assert in_window(told) == told


def test_the_banner_gives_the_windows_advice(qapp) -> None:
    banner = Banner(Look())
    banner.say("no moment; mark moments first, or name another set with --set.")
    assert banner.text() == "no moment; mark moments first, or choose another set."
    banner.say("2 files are written to /data/x, --set.", "good")
    assert banner.text() == "2 files are written to /data/x, --set."


@pytest.mark.parametrize("page", [AgreementPage, DyadsPage])
def test_a_page_without_numbers_gives_the_windows_advice(
    qapp, page: type[AgreementPage | DyadsPage]
) -> None:
    made = page(Look())
    made.show_why_not("Nobody has marked one; mark moments first, or name another set with --set.")
    assert shown(made) == "Nobody has marked one; mark moments first, or choose another set."


def shown(page: QWidget) -> str:
    """The one sentence that stands in place of the numbers."""
    [words] = [each.text() for each in page.findChildren(QLabel) if "Nobody" in each.text()]
    return words
