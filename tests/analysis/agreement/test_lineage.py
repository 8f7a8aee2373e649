"""Codes that were merged or split between versions, in comparisons and dyadic analyses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.episodes import document_episodes
from annotator.analysis.agreement.study_units import turn_units
from annotator.analysis.dyads.layer import chosen_layer
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.app.verbs.overviewing import Kept, overview_of
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import Put, Text, code_id, study

TALK = ("I laughed because I was embarrassed.", "I wanted to take it back.")
MINE = [Put(start=0, end=36, codes=("Distance",)), Put(start=37, end=60, codes=("Repair",))]
THEIRS = [Put(start=0, end=36, codes=("Shame",)), Put(start=37, end=60, codes=("Repair",))]


def became(view: StudyView, **codes: tuple[str, ...]) -> StudyView:
    """The study with codes of its newest version merged or split; ids for what is new."""
    book = view.codebooks["book"]
    first = book.sets[0]
    changed = tuple(
        replace(code, became=tuple(map(code_id, codes[code.name])), retired=True)
        if code.name in codes
        else code
        for code in first.codes
    )
    fresh = tuple(Code(id=code_id(name), name=name) for name in ("Warm", "Cold"))
    sets = (replace(first, codes=(*changed, *fresh)), *book.sets[1:])
    newest = Codebook(id="book", number=2, sets=sets)
    return replace(view, codebooks={**view.codebooks, "book": newest})


def two(unit: str = "span") -> StudyView:
    return study(Text(words=TALK, work={"A": MINE, "B": THEIRS}), unit=unit)


def values(compared: Compared) -> list[list[int]]:
    return turn_units(compared).codes.tolist()


def test_a_merged_code_counts_as_what_it_became() -> None:
    before, after = compare(two("turn")), compare(became(two("turn"), Distance=("Shame",)))
    assert before.codes == ("Shame", "Distance", "Repair")
    assert after.codes == ("Shame", "Repair", "Warm", "Cold")
    assert [len(set(row)) for row in values(before)] == [2, 1]
    assert [len(set(row)) for row in values(after)] == [1, 1]
    assert after.notes[0] == (
        "1 moment of the code Distance counts as Shame, into which it was merged"
    )
    (document,) = after.documents
    assert not any(each.kinds for each in document_episodes(document, document.code_set))
    everything = {
        each.result.coefficient: each.result.value
        for each in agree_in_study(became(two(), Distance=("Shame",)), Comparison())
        if each.result.code is None
    }
    assert everything["u_alpha"] == everything["cu_alpha"] == 1


def test_a_split_code_stands_alone_and_is_said() -> None:
    compared = compare(became(two("turn"), Distance=("Warm", "Cold")))
    assert "Distance" in compared.codes
    assert compared.notes[0] == (
        "1 moment of the code Distance, which was split into Warm and Cold, counts for itself "
        "and for none of these"
    )
    assert [len(set(row)) for row in values(compared)] == [2, 1]


def test_a_round_counts_by_its_own_version() -> None:
    view = became(two("turn"), Distance=("Shame",))
    older = replace(view.rounds["r"], codebook_id="book-0")
    frozen = compare(replace(view, rounds={"r": older}))
    assert frozen.codes == ("Shame", "Distance", "Repair")
    assert [len(set(row)) for row in values(frozen)] == [2, 1]


def test_what_was_kept_before_a_merge_is_not_taken_after_it() -> None:
    kept = Kept()
    before = overview_of(two(), Comparison(), kept)
    after = overview_of(became(two(), Distance=("Shame",)), Comparison(), kept)
    assert [each.kinds for each in before.episodes if each.kinds] == [("code",)]
    assert not any(each.kinds for each in after.episodes)
    assert [row.name for row in after.codes] == ["Shame", "Repair", "Warm", "Cold"]
    again = overview_of(became(two(), Distance=("Shame",)), Comparison(), kept)
    assert all(a is b for a, b in zip(after.episodes, again.episodes, strict=True))


def test_dyadic_analyses_take_passages_only() -> None:
    view = two()
    book = view.codebooks["book"]
    bins = CodeSet(id="bins", name="Bins", unit="bin")
    sets = (bins, *book.sets)
    first = replace(view, codebooks={"book": replace(book, sets=sets)})
    assert chosen_layer(first).code_set.name == "Moments"
    with pytest.raises(UserError, match="the set Bins judges time bins"):
        chosen_layer(first, set_name="Bins")


def test_dyadic_analyses_take_codes_of_one_lineage_as_one() -> None:
    layer = chosen_layer(became(two(), Distance=("Shame",)), "A")
    assert layer.codes == ("Shame", "Repair", "Warm", "Cold")
    view = two()
    moments = [layer.codes_of(each) for each in view.all_moments() if each.coder_id == "c-A"]
    assert moments == [("Shame",), ("Repair",)]
