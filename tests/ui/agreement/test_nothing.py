"""Where there is nothing to say, the screen says why, and never 0 or 1."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.analysis.agreement.overview import Unit
from annotator.app.qt.live_overview import Computed
from annotator.app.verbs.comparing import UNITS, Comparison
from annotator.app.verbs.overviewing import overview_of
from annotator.domain.view import StudyView
from annotator.ui.agreement.code_table import VALUE
from annotator.ui.agreement.page import AgreementPage
from annotator.ui.stylesheet import dress
from annotator.ui.theme import Look
from tests.analysis.agreement.studies import Put, Text, study

NOTHING: dict[str, StudyView] = {
    "empty transcripts": study(Text(words=("",), work={"A": [], "B": []})),
    "nothing marked": study(Text(work={"A": [], "B": []})),
    "one found nothing": study(Text(work={"A": [Put(start=0, end=9)], "B": []})),
    "one code, same text": study(
        Text(work={"A": [Put(start=0, end=9)], "B": [Put(start=0, end=9)]})
    ),
    "no overlap": study(Text(work={"A": [Put(start=0, end=9)], "B": [Put(start=20, end=30)]})),
    "without codes": study(Text(work={name: [Put(start=0, end=9, codes=())] for name in "AB"})),
    "interviewer only": study(
        Text(asked=(0,), work={"A": [Put(start=0, end=9)], "B": [Put(start=0, end=9)]})
    ),
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


def show(page: AgreementPage, view: StudyView, unit: Unit) -> Computed:
    overview = overview_of(view, Comparison(unit=unit))
    computed = Computed(view=view, overview=overview)
    page.show_computed(view, computed)
    QApplication.processEvents()
    return computed


def said(page: AgreementPage) -> str:
    """All text on the page that can be seen."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("view", NOTHING.values(), ids=list(NOTHING))
def test_undefined_says_why(page: AgreementPage, view: StudyView):
    for unit in (each for each in UNITS if each != "passage"):
        says_why(page, view, unit)


def says_why(page: AgreementPage, view: StudyView, unit: Unit) -> None:
    overview = show(page, view, unit).overview
    assert overview is not None
    numbers = page.numbers
    for card, result in zip(numbers.headline, overview.headline, strict=False):
        if isnan(result.value):
            assert card.value() == "—"
            assert card.foot().startswith(f"Undefined: {result.reason.rstrip('.')}")
            assert result.reason in card.accessibleName()
        else:
            assert card.value() not in ("—", "")
    assert [c.isVisible() for c in numbers.headline] == [
        place < len(overview.headline) for place in range(3)
    ]
    for place, row in enumerate(overview.codes):
        text = numbers.codes.rows.index(place, VALUE).data()
        assert (text == "—") == isnan(row.main.value)
    for (one, other), result in overview.matrix.items():
        places = [overview.compared.coders.index(name) for name in (one, other)]
        cell = numbers.matrix.cell(*places)
        assert (cell.text == "—") == isnan(result.value)
        assert not isnan(result.value) or result.reason in cell.said
    page.grab()  # paints with nothing in it
    QApplication.processEvents()
    assert "nan" not in said(page).casefold().split()


def test_no_shared_code_reads_undefined_and_not_one(page: AgreementPage):
    show(page, NOTHING["one code, same text"], "character")
    cards = {card.accessibleName().split(":")[0]: card for card in page.numbers.headline}
    values = [card.value() for card in cards.values()]
    assert values == ["1.00", "—", "1.00"]
    assert "—" in said(page)
    assert "only one code was used" in said(page)


def test_overlapping_codes_are_named(page: AgreementPage):
    mine = [Put(start=0, end=20, codes=("Shame", "Distance")), Put(start=30, end=40)]
    view = study(Text(work={"A": mine, "B": [Put(start=0, end=20), Put(start=28, end=40)]}))
    overview = show(page, view, "character").overview
    assert overview is not None
    names = [each.coefficient for each in overview.headline]
    assert names == ["bar_u_alpha", "gamma_cat", "gamma"]
    tips = {
        page.numbers.parts.rows.index(0, column).data(3)
        for column in range(2, page.numbers.parts.rows.columnCount())
    }
    assert any("codes overlap in 1 place" in str(tip) for tip in tips)


def test_ratings_that_are_missing_say_so(page: AgreementPage):
    view = study(Text(work={name: [Put(start=0, end=9)] for name in "AB"}))
    show(page, view, "character")
    assert "undefined (" in page.numbers.basis.ratings()
    assert "Intensity" in page.numbers.basis.ratings()


def test_what_was_left_out_is_listed(page: AgreementPage):
    both = {name: [Put(start=0, end=9)] for name in "AB"}
    view = study(Text(work=both), Text(work=both), not_done=(("B", 1),))
    show(page, view, "character")
    assert page.numbers.basis.left_out() == "D01, session 2, patient: not done by B."


def test_why_there_is_nothing_takes_the_place_of_all_numbers(page: AgreementPage):
    view = NOTHING["no overlap"]
    show(page, view, "character")
    page.show_computed(view, Computed(view=view, why_not="Two coders must be done."))
    QApplication.processEvents()
    assert page.why_not() == "Two coders must be done."
    assert said(page) == "Two coders must be done."
    assert page.panes() == []
    show(page, view, "turn")
    assert page.why_not() == ""


def test_another_number_of_headline_cards(page: AgreementPage):
    """Session times have one number a pair; the cards of the unit before are gone."""
    view = study(Text(work={n: [Put(start=0, end=9)] for n in "ABCD"}))
    show(page, view, "character")
    assert sum(card.isVisible() for card in page.numbers.headline) == 3
    overview = show(page, view, "second").overview
    assert overview is not None
    assert len(overview.matrix) == 6
    assert not page.numbers.by_code.isVisible()
