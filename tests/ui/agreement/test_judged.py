"""Judged units in the comparing tabs: the numbers are there, and the rest says why it is empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app.qt.live_overview import Computed
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import overview_of
from annotator.domain.judgement import Judgement
from annotator.domain.view import StudyView
from annotator.ui.agreement.page import AgreementPage
from annotator.ui.comparison_bar import ComparisonBar
from annotator.ui.consensus import ConsensusPage
from annotator.ui.stylesheet import dress
from annotator.ui.theme import Look
from tests.analysis.agreement.judging import ALLIANCE, bins, judged_set, judgement, study
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

ITEMS = tuple(f"Item {n}" for n in range(1, 9))


def _bins() -> StudyView:
    mine = bins("A", "d1s1p", "Denial", "Denial", "Minimal", "", "Denial", "")
    theirs = bins("B", "d1s1p", "Denial", "Denial", "Minimal", "", "Minimal", "Denial")
    return study(judged_set("bin", ("Denial", "Minimal"), exclusive=True), [*mine, *theirs])


def _ratings(marking: str) -> StudyView:
    codes = ("Shame", "Trust") if marking == "rating" else ()
    own = [
        judgement(
            coder,
            f"d{d}s1",
            ratings={"Alliance": min(d + shift, 5)},
            values={code: min(d + shift, 5) for code in codes},
        )
        for coder, shift in (("A", 0), ("B", 1))
        for d in range(1, 7)
    ]
    code_set = judged_set("session", codes, marking=marking, scales=(ALLIANCE,))  # type: ignore[arg-type]
    return study(code_set, own, dyads=6)


def _sorts() -> StudyView:
    own: list[Judgement] = []
    for coder, order in (("A", range(8)), ("B", (0, 1, 2, 4, 3, 5, 7, 6)), ("C", range(7, -1, -1))):
        values = {item: place // 2 + 1 for item, place in zip(ITEMS, order, strict=True)}
        own += [judgement(coder, f"d{d}", unit="dyad", values=values) for d in (1, 2)]
    code_set = judged_set("dyad", ITEMS, marking="sort", piles=(2, 2, 2, 2))
    return study(code_set, own, coders="ABC", dyads=2)


KINDS = {
    "bins": (_bins, "1 account, 2 coders, 12 judgements", 2),
    "rated codes": (lambda: _ratings("rating"), "6 sessions, 2 coders, 12 judgements", 2),
    "scale only": (lambda: _ratings("presence"), "6 sessions, 2 coders, 12 judgements", 1),
    "sorts": (_sorts, "2 dyads, 3 coders, 6 judgements", 0),
}


@pytest.fixture
def page(qapp: QApplication, look: Look) -> Iterator[AgreementPage]:
    dress(qapp, look)
    shown = AgreementPage(look)
    shown.resize(1280, 800)
    shown.show()
    yield shown
    shown.close()
    shown.deleteLater()


def said(page: AgreementPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_judged_units_are_shown(page: AgreementPage, kind: str):
    make, basis, rows = KINDS[kind]
    view = make()
    overview = overview_of(view, Comparison())
    page.show_computed(view, Computed(view=view, overview=overview))
    QApplication.processEvents()
    ARTEFACTS.mkdir(exist_ok=True)
    page.grab().save(str(ARTEFACTS / f"agreement-judged-{kind.replace(' ', '-')}.png"))
    assert basis in page.state()
    assert "passages" not in page.state()
    assert overview.headline
    for card, _ in zip(page.numbers.headline, overview.headline, strict=False):
        assert card.isVisible()
        assert card.value() not in ("", "—")
    assert page.numbers.codes.rows.rowCount() == rows
    assert page.passages.heading() == "Passages"
    assert "no passages of the text" in said(page)
    assert page.numbers.confusion.isVisible() == (kind == "bins")
    assert not page.numbers.drifting.isVisible()
    if kind != "sorts":
        page.numbers.codes.chosen.emit(page.numbers.codes.rows.row(0).code_id)
        assert page.passages.heading() == "Passages"
    assert not nameless(page)
    assert not [each for each in page.findChildren(QLabel) if each.isVisible() and is_cut(each)]


def test_the_consensus_says_that_it_settles_passages(qapp: QApplication, look: Look):
    dress(qapp, look)
    page = ConsensusPage(look)
    view = _ratings("presence")
    page.show_overview(view, overview_of(view, Comparison()))
    assert page.nothing.title.text() == "Nothing to settle here"
    assert "The set Judged judges whole sessions." in page.nothing.sentence.text()
    assert page.nothing.agreed.isHidden()
    page.deleteLater()


def test_a_judged_set_offers_its_own_unit_only(qapp: QApplication, look: Look):
    bar = ComparisonBar(look)
    view = _bins()
    bar.show_comparison(view, Comparison(), overview_of(view, Comparison()))
    assert [each.text() for each in bar.unit.choices.actions()] == ["time bins"]


def test_another_judged_set_explains_its_own_number(page: AgreementPage):
    for make, sign in ((_bins, "Krippendorff’s α"), (_sorts, "ICC(2,1)")):
        view = make()
        code_set = view.codebook.sets[0]
        named = replace(code_set, id=code_set.unit)
        book = replace(view.codebook, sets=(named,))
        judgements = {
            key: replace(each, code_set_id=code_set.unit) for key, each in view.judgements.items()
        }
        view = replace(view, codebooks={"book": book}, judgements=judgements)
        page.show_computed(view, Computed(view=view, overview=overview_of(view, Comparison())))
        assert page.passages.explanation().replace("'", "’").startswith(sign)
