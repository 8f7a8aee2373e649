"""The passages behind each number are those from which it is made."""

from __future__ import annotations

from itertools import product

import pytest

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.overview import Overview
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import overview_of
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.agreement.asked_passages import AskedPassages, of_headline
from tests.ui.consensus.studies import with_third_coder

Cell = tuple[Id | None, Id | None]


@pytest.fixture(scope="module")
def three(sample_view: StudyView) -> Overview:
    """Three coders, of whom not all have done the same."""
    return overview_of(with_third_coder(sample_view), Comparison())


def asked(**what: object) -> AskedPassages:
    return AskedPassages(title="T", coefficient="u_alpha", **what)  # type: ignore[arg-type]


def of_coder(episode: Episode, coder: str) -> Moment | None:
    return dict(episode.moments).get(coder)


class Characters:
    """The codes that each coder gave each compared character, transcript by transcript."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[int, frozenset[Id]]] = {}

    def of(self, episode: Episode, coder: str) -> dict[int, frozenset[Id]]:
        document = episode.document
        key = (document.name, coder)
        if key not in self._kept:
            none: frozenset[Id] = frozenset()
            found = {p: none for start, end in document.kept for p in range(start, end)}
            own = {code.id for code in document.code_set.codes}
            for moment in document.moments[coder]:
                for position in range(moment.start, moment.end):
                    if position in found:
                        found[position] |= own.intersection(moment.codes)
            self._kept[key] = found
        return self._kept[key]

    def cells(self, episode: Episode, pair: tuple[str, str]) -> set[Cell]:
        """The cells in which the characters of an episode's moments are counted."""
        found: set[Cell] = set()
        for mine, theirs in ((0, 1), (1, 0)):
            moment = of_coder(episode, pair[mine])
            if moment is None:
                continue
            here, there = (self.of(episode, pair[place]) for place in (mine, theirs))
            for position in set(range(moment.start, moment.end)).intersection(there):
                shared = here[position] & there[position]
                found |= {(code, code) for code in shared.intersection(moment.codes)}
                lone = here[position].intersection(moment.codes) - shared
                for both in product(lone, (there[position] - shared) or {None}):
                    found.add((both[mine], both[theirs]))
        return found


@pytest.mark.parametrize("fixture", ["sample_overview", "three"])
def test_a_cell_of_the_confusion_opens_the_text_that_it_counts(request, fixture: str) -> None:
    overview: Overview = request.getfixturevalue(fixture)
    characters = Characters()
    ids: list[Id | None] = [*(code.id for code in overview.compared.code_set.codes), None]
    opened = 0
    for pair, table in overview.confusions.items():
        by_hand: dict[Cell, set[int]] = {}
        for each in overview.episodes:
            for cell in characters.cells(each, pair) if set(pair) <= set(each.coders) else ():
                by_hand.setdefault(cell, set()).add(id(each))
        for row, column in product(range(len(ids)), repeat=2):
            cell = (ids[row], ids[column])
            found = asked(pair=pair, cell=cell).passages(overview)
            assert set(map(id, found)) == by_hand.get(cell, set())
            assert bool(found) == (bool(table[row, column]) and cell != (None, None))
            opened += len(found)
    assert opened > 50


def test_the_largest_disagreement_stands_first_and_the_agreed_last(
    sample_overview: Overview,
) -> None:
    found = asked().passages(sample_overview)
    assert len(found) == len(sample_overview.episodes)
    differing = [each for each in found if each.kinds]
    assert found[: len(differing)] == differing
    sizes = [each.size for each in differing]
    assert sizes == sorted(sizes, reverse=True)


def test_headlines_open_the_differences_that_they_are_about(three: Overview) -> None:
    kinds = {
        "bar_u_alpha": {"missed", "boundary"},
        "cu_alpha": {"code"},
        "gamma_cat": {"missed", "code"},
    }
    for name, wanted in kinds.items():
        found = of_headline(name, "T").passages(three)
        by_hand = [each for each in three.episodes if wanted & set(each.kinds)]
        assert set(map(id, found)) == set(map(id, by_hand))
        assert found
    whole = of_headline("u_alpha", "T").passages(three)
    assert len(whole) == len(three.episodes)


def test_a_pair_opens_where_these_two_differ(three: Overview) -> None:
    for pair in three.matrix:
        found = asked(pair=pair).passages(three)
        assert found
        for each in three.episodes:
            if not set(pair) <= set(each.coders):
                assert each not in found  # one of them has not done this transcript
                continue
            first, second = (of_coder(each, name) for name in pair)
            assert (each in found) == (said(first) != said(second))


def said(moment: Moment | None) -> object:
    """What can differ; neither has anything where both are None."""
    if moment is None:
        return None
    return (moment.start, moment.end, set(moment.codes), set(moment.ratings))


def test_codes_parts_and_transcripts(three: Overview) -> None:
    for row in three.codes:
        found = asked(code_id=row.code_id).passages(three)
        by_hand = [e for e in three.episodes if any(row.code_id in m.codes for _, m in e.moments)]
        assert set(map(id, found)) == set(map(id, by_hand))
    for by, parts in three.parts.items():
        counts = [len(asked(part=(by, part.name)).passages(three)) for part in parts]
        assert sum(counts) == len(three.episodes)
        assert len(counts) > 1
    for points in three.drift.values():
        for point in points:
            found = asked(document=point.document).passages(three)
            assert {each.document.name for each in found} <= {point.document}
    names = {point.document for points in three.drift.values() for point in points}
    whole = sum(len(asked(document=name).passages(three)) for name in names)
    assert whole == len(three.episodes)
