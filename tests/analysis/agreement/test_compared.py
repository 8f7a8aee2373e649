"""What is compared: who is taken, what is kept between comparisons, what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.analysis.agreement.compared import Coded, compare, only_coders
from annotator.domain.codebook import Code
from annotator.domain.edits import Edit, Record, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.package import Package, PackageState
from annotator.domain.round import Assignment, Coder, Round
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import Put, Text, study

SAME = {"A": [Put(start=2, end=9)], "B": [Put(start=2, end=9)]}


@pytest.fixture
def view() -> StudyView:
    """Three transcripts by two coders, the last without a moment."""
    return study(Text(work=SAME), Text(work=SAME), Text(work={"A": [], "B": []}))


def known(view: StudyView) -> dict[Id, Coded]:
    return {each.account.id: each for each in compare(view).documents}


def after(view: StudyView, *edits: Edit) -> StudyView:
    return view.after(Several(edits), view.revision + 1)


def kept(before: dict[Id, Coded], now: StudyView, **asked: object) -> list[str]:
    """The accounts whose documents are taken as they are."""
    again = compare(now, known=before, **asked)  # type: ignore[arg-type] # as asked
    fresh = compare(now, **asked)  # type: ignore[arg-type]
    for mine, theirs in zip(again.documents, fresh.documents, strict=True):
        assert mine.moments == theirs.moments
        assert mine.continuum.start.tolist() == theirs.continuum.start.tolist()
        assert (mine.name, mine.continuum.coders) == (theirs.name, theirs.continuum.coders)
    return [each.account.id for each in again.documents if before.get(each.account.id) is each]


def moment(view: StudyView, number: int, coder: str = "A") -> Moment:
    return view.moments[f"t{number}"][f"{number}-{coder}-0"]


# What is kept -------------------------------------------------------------------------------


def test_an_edit_makes_only_its_own_document_again(view):
    before = known(view)
    assert kept(before, view) == ["a0", "a1", "a2"]
    old = moment(view, 1)
    assert kept(before, after(view, Replace(old, replace(old, end=12)))) == ["a0", "a2"]
    assert kept(before, after(view, Replace(old, None))) == ["a0", "a2"]
    new = replace(old, id="new", transcript_id="t2")
    assert kept(before, after(view, Replace(None, new))) == ["a0", "a1"]


def test_two_transcripts_without_moments_are_the_same(view):
    changed = after(view, Replace(moment(view, 0), None), Replace(moment(view, 0, "B"), None))
    assert kept(known(changed), after(changed, Replace(moment(view, 1), None))) == ["a0", "a2"]


def test_another_set_of_codes_another_name_or_another_text_makes_it_again(view):
    before = known(view)
    book = view.codebooks["book"]
    moods = replace(book.sets[0], codes=(*book.sets[0].codes, Code(id="new", name="New")))
    richer = replace(book, sets=(moods, *book.sets[1:]))
    assert kept(before, after(view, Replace(book, richer))) == []
    session = view.sessions["s0"]
    assert kept(before, after(view, Replace(session, replace(session, number=9)))) == ["a1", "a2"]
    old = view.transcripts["t1"]
    turns = tuple(replace(turn, role="interviewer") for turn in old.turns)
    assert kept(before, after(view, Replace(old, replace(old, turns=turns)))) == ["a0", "a2"]
    assert kept(before, view, set_name="Other") == []


def test_other_coders_make_it_again(view):
    before = known(view)
    reopened = view.assignments["0-B"]
    third = replace(reopened, id="0-C", coder_id="c-C")
    coders = {**view.coders, "c-C": replace(view.coders["c-B"], id="c-C", name="C")}
    more = after(replace(view, coders=coders), Replace(None, third))
    assert kept(before, more) == ["a1", "a2"]
    assert kept(before, view, coders=["B", "A"]) == []
    part = {each.account.id: each for each in only_coders(compare(more), ["A", "B"]).documents}
    assert kept(part, more) == ["a1", "a2"]  # what was cut down for a pair is not taken for all


def test_another_round_makes_it_again(view):
    before = known(view)
    second = Round(id="r2", name="second", number=2, kind="reliability", codebook_id="book")
    more = replace(view, rounds={**view.rounds, "r2": second})
    assignments = [
        Replace(
            None,
            Assignment(id=f"r2-{n}", round_id="r2", coder_id=c, account_id="a0", progress="done"),
        )
        for n, c in enumerate(view.coders)
    ]
    assert kept(before, after(more, *assignments)) == []


# Who is taken -------------------------------------------------------------------------------


def test_the_consensus_layer_is_taken_only_where_it_is_named():
    work = {**SAME, "settled": [Put(start=2, end=9)]}
    view = study(Text(work=work), roles={"settled": "consensus"})
    own = compare(view)
    assert own.coders == ("A", "B")
    assert own.documents[0].continuum.coders == ("A", "B")
    assert own.excluded == ()
    named = compare(view, coders=["A", "settled"])
    assert named.documents[0].continuum.coders == ("A", "settled")


def test_a_round_is_never_chosen_because_of_the_consensus_layer():
    work = {"A": [Put(start=2, end=9)], "settled": [Put(start=2, end=9)]}
    view = study(Text(work=work), roles={"settled": "consensus"})
    for unfinished in (False, True):
        with pytest.raises(UserError, match="no round in which two coders are done"):
            compare(view, include_unfinished=unfinished)
    assert compare(view, round_name="first", coders=["A", "settled"]).documents


def assigned(
    view: StudyView, coder: str, *states: PackageState, progress: str = "to do"
) -> StudyView:
    """The study with one more coder, who was handed all three texts in a file for each state."""
    work = [
        Assignment(
            id=f"{n}-{coder}", round_id="r", coder_id=f"c-{coder}", account_id=f"a{n}",
            progress=progress,  # type: ignore[arg-type] # as given
        )
        for n in range(3)
    ]  # fmt: skip
    files = [
        Package(
            id=f"p-{coder}-{n}", round_id="r", coder_id=f"c-{coder}", codebook_id="book",
            account_ids=("a0", "a1", "a2"), verify_key="", made_at="", state=state,
        )
        for n, state in enumerate(states)
    ]  # fmt: skip
    new: tuple[Record, ...] = (Coder(id=f"c-{coder}", name=coder), *work, *files)
    return after(view, *(Replace(None, each) for each in new))


STRUCK = "the coder C, whose work was struck off before anything of it was done"
NOTHING = "the coder C, of whom there is nothing in this round"
EACH = tuple(f"D01, session {n}, patient: not done by C" for n in (1, 2, 3))


@pytest.mark.parametrize("named", [None, ["A", "B", "C"]])
@pytest.mark.parametrize(
    ("states", "told"),
    [
        (("struck off",), STRUCK),
        (("struck off", "struck off"), STRUCK),
        (("struck off", "out"), NOTHING),
        (("out",), NOTHING),
        ((), NOTHING),
    ],
)
def test_of_whom_there_is_nothing_is_not_compared_and_told_once(view, states, told, named):
    own = compare(assigned(view, "C", *states), coders=named)
    assert own.coders == ("A", "B")
    assert own.excluded == (told,)
    assert [each.account.id for each in own.documents] == ["a0", "a1", "a2"]
    assert all(set(each.moments) == {"A", "B"} for each in own.documents)
    unfinished = compare(assigned(view, "C", *states), coders=named, include_unfinished=True)
    assert unfinished.coders == ("A", "B")  # that C found nothing is not so
    assert unfinished.excluded == (told,)


def test_who_has_begun_takes_part_and_each_text_that_is_not_done_is_told(view):
    begun = assigned(view, "C", "returned in part", progress="in progress")
    assert (compare(begun).coders, compare(begun).excluded) == (("A", "B", "C"), EACH)
    marked = replace(moment(view, 0), id="new", coder_id="c-C")
    only_marked = after(assigned(view, "C", "out"), Replace(None, marked))
    assert (compare(only_marked).coders, compare(only_marked).excluded) == (("A", "B", "C"), EACH)


def test_work_that_was_struck_off_counts_where_some_of_it_is_done(view):
    marked = replace(moment(view, 0), id="new", coder_id="c-C")
    struck = after(assigned(view, "C", "struck off"), Replace(None, marked))
    assert (compare(struck).coders, compare(struck).excluded) == (("A", "B"), (STRUCK,))
    assert compare(struck, include_unfinished=True).coders == ("A", "B", "C")
    one = struck.assignments["0-C"]
    done = after(struck, Replace(one, replace(one, progress="done")))
    assert (compare(done).coders, compare(done).excluded) == (("A", "B", "C"), EACH[1:])


def test_a_text_that_only_they_were_given_is_part_of_the_round(view):
    struck = assigned(view, "C", "struck off")
    theirs = after(struck, *(Replace(struck.assignments[f"2-{name}"], None) for name in "AB"))
    assert compare(theirs).excluded == ("D01, session 3, patient: not done by A, B", STRUCK)


# What is told -------------------------------------------------------------------------------


def test_what_is_no_part_of_the_round_is_counted_in_one_sentence(view):
    drawn = after(view, *(Replace(view.assignments[f"2-{name}"], None) for name in "AB"))
    drawn = after(drawn, Replace(drawn.assignments["1-B"], None))
    own = compare(drawn)
    assert own.excluded == (
        "D01, session 2, patient: not done by B",
        "1 transcript is not part of this round",
    )
    assert [each.account.id for each in own.documents] == ["a0"]
    unfinished = compare(drawn, include_unfinished=True)
    assert [each.account.id for each in unfinished.documents] == ["a0", "a1"]
    assert unfinished.documents[1].unfinished == {"B"}
    marked = after(drawn, Replace(None, replace(moment(view, 0), id="new", transcript_id="t2")))
    assert "D01, session 3, patient: not done by A, B" in compare(marked).excluded


def test_transcripts_that_a_set_is_not_for_are_left_out_with_its_accounts(view):
    book = view.codebooks["book"]
    moods = replace(book.sets[0], accounts=("therapist",))
    limited = after(view, Replace(book, replace(book, sets=(moods, *book.sets[1:]))))
    assert compare(limited).excluded == (
        "3 transcripts of other accounts: the set Moments is for the account therapist",
    )


def test_transcripts_coded_under_several_versions_are_named():
    old = [Put(start=2, end=9, book="book-0")]
    mixed = {"A": old, "B": SAME["B"]}
    notes = compare(study(Text(work=SAME), Text(work=mixed), Text(work=mixed))).notes
    assert notes == (
        "the moments were coded under versions 1, 2 of the codebook",
        "within one transcript under several versions: "
        "D01, session 2, patient; D01, session 3, patient",
    )
    apart = compare(study(Text(work=SAME), Text(work={"A": old, "B": old}))).notes
    assert apart == ("the moments were coded under versions 1, 2 of the codebook",)
    assert compare(study(Text(work=SAME))).notes == ()
