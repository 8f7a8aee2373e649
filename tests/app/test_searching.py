"""Searching a study: passages in order, conditions, memos, patterns, and what may not be seen."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from annotator.analysis.tables.current_codes import current_codes
from annotator.analysis.tables.moment_filter import Wanted, fitting
from annotator.analysis.tables.moment_rows import MomentRows
from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.pattern_search import pattern_spans
from annotator.app.stopping import Stopped
from annotator.app.verbs.code_counting import matrix_of, together_of
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.search_listing import found_values, summary_text
from annotator.app.verbs.searching import Found, search
from annotator.domain.codebook import Code, Codebook
from annotator.domain.codebook_changes import add_code, change_code
from annotator.domain.codebook_fates import merge_codes, split_code
from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.query import Pattern
from annotator.domain.round import Assignment, Round
from tests.app.coded import coder_ids, make_study, mark

PLACES = (("D07", 3, "therapist"), ("D07", 3, "patient"), ("D08", 3, "patient"))


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    with make_study(tmp_path / "s.iprstudy", PLACES) as made:
        yield made


def find(study: OpenStudy, asked: str) -> Found:
    return search(study.view, asked, study.candidates)


def told(found: Found) -> list[tuple[str, str]]:
    return [(each.place, each.words) for each in found.passages]


def test_passages_come_in_the_order_of_the_study_with_their_context(study: OpenStudy):
    found = find(study, "laughed embarrassed")
    assert told(found)[:3] == [
        ("D07, session 3, therapist", "laughed"),
        ("D07, session 3, therapist", "embarrassed"),
        ("D07, session 3, patient", "laughed"),
    ]
    first = found.passages[0]
    transcript = study.view.transcripts[first.transcript_id or ""]
    assert transcript.quote(first.start, first.end) == "laughed"
    assert (first.before, first.speaker) == ("I ", "P")
    assert summary_text(found) == "6 passages in 3 interviews"
    values = found_values(study.view, found)["passages"][0]
    assert (values["session_start_ms"], values["session_end_ms"]) == (750_000, 768_000)


def test_places_and_codes_narrow_a_search(study: OpenStudy):
    text = next(iter(study.view.transcripts.values())).text
    at = text.index("embarrassed")
    moment = mark(study, "A", at - 8, at + 11, "Shame")
    assert {place for place, _ in told(find(study, "laughed in:patient"))} == {
        "D07, session 3, patient",
        "D08, session 3, patient",
    }
    assert told(find(study, "laughed in:D08")) == [("D08, session 3, patient", "laughed")]
    assert told(find(study, "laughed -in:pat")) == [("D07, session 3, therapist", "laughed")]
    assert told(find(study, "embarrassed code:shame")) == [
        ("D07, session 3, patient", "embarrassed")
    ]
    assert len(find(study, "embarrassed -code:shame").passages) == 2
    (coded,) = find(study, "code:sha").passages
    assert (coded.kind, coded.moment_id) == ("code", moment.id)
    assert (coded.start, coded.end) == (moment.start, moment.end)
    for asked, part in (("a code:zzz", "there are Shame, Distance"), ("a in:zzz", "therapist")):
        with pytest.raises(UserError, match=part):
            find(study, asked)


def test_codes_whose_name_fits_are_told_with_their_moments(study: OpenStudy):
    mark(study, "A", 0, 4, "Shame")
    mark(study, "B", 0, 4, "Shame", "Distance")
    assert [(name, n) for _, name, n in find(study, "sham*").codes] == [("Shame", 2)]
    assert find(study, "text:shame").codes == ()


def test_search_matrix_pairs_and_table_count_changed_codes_alike(study: OpenStudy):
    """Shame goes into Warmth, Distance is split, Warmth gets a new name; all follow one rule."""

    def edit(change: Callable[[Codebook], Codebook]) -> None:
        made = change_codebook(study.view, study.seen_by, change)
        assert made is not None
        study.do(made, "Edit")

    def code(name: str) -> str:
        return next(each.id for _, each in study.view.codebook.codes() if each.name == name)

    own_set = study.view.codebook.sets[0].id
    edit(lambda book: add_code(book, own_set, Code(id="warm", name="Warmth")))
    mark(study, "A", 0, 4, "Shame")
    mark(study, "A", 5, 9, "Shame", "Warmth")
    mark(study, "B", 0, 4, "Warmth")
    mark(study, "B", 6, 9, "Distance")
    mark(study, "B", 0, 4, "Shame", place=("D08", 3, "patient"))
    (note,) = coder_ids(study, "A")
    shame, distance = code("Shame"), code("Distance")
    memo = Memo(id=new_id(), coder_id=note, about="code", about_id=shame, text="blushing")
    study.do(added(memo), "Note")
    edit(lambda book: merge_codes(book, {shame}, "warm"))
    edit(lambda book: split_code(book, distance, ["Cold", "Gone"]))
    edit(lambda book: change_code(book, "warm", name="Closeness"))

    rows, current = MomentRows().of(study.view), current_codes(study.view)
    matrix = matrix_of(study.view, "dyad")
    by_matrix = {
        key: all_.moments for (key, _), all_ in zip(matrix.codes, matrix.of_codes, strict=True)
    }
    pairs = together_of(study.view, "moment", 0)
    by_pairs = {key: n for (key, _), n in zip(pairs.codes, pairs.moments, strict=True)}
    assert by_matrix == by_pairs == {"warm": 4, distance: 1}
    for asked, key, number in (("closeness", "warm", 4), ("distance", distance, 1)):
        assert [(each[0], each[2]) for each in find(study, asked).codes] == [(key, number)]
        wanted = Wanted().toggled("code", key)
        table = {row.moment.id for row in fitting(study.view, wanted, rows, current)}
        listed = {each.moment_id for each in find(study, f"code:{asked}").passages}
        assert listed == table
        assert len(table) == number
    assert find(study, "shame").codes == ()  # it counts as Closeness, and nowhere twice
    assert len(find(study, "code:shame").passages) == 3  # what was once called so
    assert [n for _, _, n in find(study, "cold").codes] == [0]
    assert [each.about for each in find(study, "blushing").passages] == ["code Shame"]


def test_a_memo_on_a_code_that_only_an_older_codebook_has_names_it(study: OpenStudy):
    (coder,) = coder_ids(study, "A")
    mark(study, "A", 0, 4, "Distance")
    shame = study.view.codebook.sets[0].codes[0].id
    memo = Memo(id=new_id(), coder_id=coder, about="code", about_id=shame, text="blushing")
    study.do(added(memo), "Note")
    newest = study.view.codebook
    code_set = replace(newest.sets[0], codes=newest.sets[0].codes[1:])
    study.do(added(replace(newest, id=new_id(), number=2, sets=(code_set,))), "As imported")
    assert [each.about for each in find(study, "blushing").passages] == ["code Shame"]


def test_memos_are_found_with_what_they_are_about(study: OpenStudy):
    (coder,) = coder_ids(study, "A")
    text = next(iter(study.view.transcripts.values()))
    moment = mark(study, "A", 0, 4, "Shame", memo="a turning point")
    memos = [
        Memo(id=new_id(), coder_id=coder, about="study", about_id="", text="Turning slowly"),
        Memo(
            id=new_id(),
            coder_id=coder,
            about="turn",
            about_id=text.id,
            transcript_id=text.id,
            turn=1,
            text="turning away",
        ),
        Memo(
            id=new_id(),
            coder_id=coder,
            about="code",
            about_id=study.view.codebook.sets[0].codes[0].id,
            text="turning red",
        ),
    ]
    study.do(added(*memos), "Note")
    found = find(study, "memo:turning")
    assert sorted(each.about for each in found.passages) == [
        "code Shame",
        "moment Shame",
        "study",
        "turn 2",
    ]
    own = next(each for each in found.passages if each.moment_id)
    assert (own.start, own.end, own.moment_id) == (moment.start, moment.end, moment.id)
    assert find(study, "text:turning").passages == ()
    study.do(Replace(memos[0], replace(memos[0], text="nothing")), "Change")
    assert len(find(study, "turning").passages) == 3
    study.undo()
    assert len(find(study, "turning").passages) == 4


def test_patterns_go_over_text_and_memos(study: OpenStudy):
    mark(study, "A", 0, 4, memo="took it back")
    found = find(study, r"/t(a|oo)k\w*/ in:D07")
    assert [(each.kind, each.words) for each in found.passages] == [
        ("text", "take"),
        ("text", "take"),
        ("memo", "took"),
    ]
    assert told(find(study, r"/TAKE/ -laughed")) == []
    assert len(find(study, r"laughed OR /know\?/ ").passages) == 6


def test_a_pattern_without_end_is_stopped():
    began = perf_counter()
    with pytest.raises(UserError, match="takes over"):
        pattern_spans([Pattern("(x+x+)+y")], ["x" * 60], seconds=0.5)
    assert perf_counter() - began < 20


def test_what_stands_in_more_turns_than_the_index_tells_is_found_whole(
    study: OpenStudy, monkeypatch: pytest.MonkeyPatch
):
    (coder,) = coder_ids(study, "A")
    notes = [
        Memo(id=new_id(), coder_id=coder, about="study", about_id="", text=f"We laughed {n}")
        for n in range(4)
    ]
    study.do(added(*notes), "Note")
    before = find(study, "laughed OR take")
    assert len(before.passages) > 6
    monkeypatch.setattr("annotator.storage.candidates.MOST", 2)
    assert find(study, "laughed OR take") == before


def test_words_in_letters_that_the_index_does_not_fold_are_found(study: OpenStudy):
    (coder,) = coder_ids(study, "A")
    note = Memo(id=new_id(), coder_id=coder, about="study", about_id="", text="Мой дом, άλλος")
    study.do(added(note), "Note")
    for asked in ("мой", "αλλος", "дом"):
        assert [each.kind for each in find(study, asked).passages] == ["memo"]


def test_a_pattern_that_nobody_waits_for_ends_its_child():
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(len(multiprocessing.active_children()))
        return len(asked) > 1

    with pytest.raises(Stopped):
        pattern_spans([Pattern("(x+x+)+y")], ["x" * 60], seconds=60, stopped=stopped)
    assert asked == [1, 1]
    assert multiprocessing.active_children() == []


def test_no_more_passages_than_asked_for(study: OpenStudy):
    found = search(study.view, "laughed OR embarrassed OR take", study.candidates, most=2)
    assert (len(found.passages), found.more) == (2, True)
    assert "first 2 passages" in summary_text(found)


def test_what_a_coder_may_not_see_is_not_found(tmp_path: Path):
    place = tmp_path / "blind.iprstudy"
    with make_study(place, PLACES) as pi:
        (a, b) = coder_ids(pi, "A", "B")
        accounts = {(pi.view.place_of(e.id)[0].name, e.voice): e for e in pi.view.accounts.values()}
        work = Round(
            id=new_id(),
            name="R1",
            number=1,
            kind="reliability",
            codebook_id=pi.view.codebook.id,
            hides_other_account=True,
        )
        mine = Assignment(
            id=new_id(),
            round_id=work.id,
            coder_id=a,
            account_id=accounts["D07", "therapist"].id,
        )
        mark(pi, "B", 0, 4, "Shame", memo="secret thought")
        shut = accounts["D07", "patient"].id
        notes = [
            Memo(id=new_id(), coder_id=b, about="study", about_id="", text="secret"),
            Memo(id=new_id(), coder_id=a, about="account", about_id=shut, text="mine"),
        ]
        pi.do(added(work, mine, *notes), "Hand out")
        assert len(find(pi, "secret").passages) == 2
    with open_study(place, coder="A") as study:
        assert find(study, "secret") == Found()
        assert find(study, "/secret/") == Found()
        assert {at for at, _ in told(find(study, "laughed"))} == {
            "D07, session 3, therapist",
            "D08, session 3, patient",
        }
        assert {at for at, _ in told(find(study, "/laughed/"))} == {
            "D07, session 3, therapist",
            "D08, session 3, patient",
        }
        assert find(study, "memo:mine").passages == ()
        assert find(study, "code:shame").passages == ()
        assert [n for _, _, n in find(study, "shame").codes] == [0]
    with open_study(place, seen_by=NOBODY) as nobody:
        assert find(nobody, "memo:secret").passages == ()


def test_a_pattern_that_stands_in_too_many_places_is_refused_not_cut() -> None:
    with pytest.raises(UserError, match="over 20000 places"):
        pattern_spans([Pattern("a")], ["a a"] * 10_001)
    (found,) = pattern_spans([Pattern("a")], ["a a"] * 10_000)
    assert len(found) == 10_000
