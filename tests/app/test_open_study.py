"""The one door: do, undo and redo, against a recorded history."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from annotator.app.history import History, Step
from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.verbs import moments
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.marking import coder_and_round
from annotator.domain.changes import Changes
from annotator.domain.edits import Edit, Replace, Several, added
from annotator.domain.errors import Stale, UserError
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from tests.app.conftest import CODEBOOK, STOPS, reading
from tests.reliability.replaying import content


def marked(study: OpenStudy, start: int = 0, end: int = 8) -> Moment:
    """A moment of RA-1, made through the door."""
    edits, coder_id, work_round = coder_and_round(study.view, "RA-1")
    transcript_id = next(iter(study.view.transcripts))
    edit = moments.mark(
        study.view,
        coder_id=coder_id,
        round_id=work_round.id,
        transcript_id=transcript_id,
        start=start,
        end=end,
    )
    study.do(Several((*edits, edit)), "Mark")
    assert isinstance(edit.after, Moment)
    return edit.after


def test_undo_and_redo_name_their_step_and_tell_what_changed(study: OpenStudy) -> None:
    told: list[tuple[Changes, object]] = []
    study.listen(lambda changes, origin: told.append((changes, origin)))
    moment = marked(study)
    study.do(moments.write_memo(moment, "hm"), "Write memo", origin="inspector")
    assert study.undo() == "Write memo"
    assert study.redo() == "Write memo"
    assert study.redo() is None
    assert study.view.moment(moment.id).memo == "hm"  # type: ignore[union-attr]
    assert [origin for _, origin in told] == [None, "inspector", None, None]
    assert told[1][0].kinds == {"moment"}
    assert told[1][0].transcript_ids == {moment.transcript_id}


def test_typing_in_one_memo_is_one_step(study: OpenStudy) -> None:
    moment = marked(study)
    study.do(moments.write_memo(moment, "h"), "Write memo")
    now = study.view.moment(moment.id)
    assert now is not None
    further = moments.write_memo(now, "hm")
    study.do_on(further, Replace(moment, further.after), "Write memo")
    assert study.undo() == "Write memo"
    assert study.view.moment(moment.id) == moment


def test_a_stale_edit_changes_nothing_and_the_view_is_loaded_anew(
    study: OpenStudy, place: Path
) -> None:
    moment = marked(study)
    with open_study(place) as other:
        other.do(moments.write_memo(moment, "other"), "Write memo")
    with pytest.raises(Stale):
        study.do(moments.write_memo(moment, "mine"), "Write memo")
    assert study.view.moment(moment.id).memo == "other"  # type: ignore[union-attr]
    assert study.history.last is not None
    assert study.history.last.text == "Mark"


def test_a_step_that_cannot_be_undone_any_more_is_dropped(study: OpenStudy, place: Path) -> None:
    moment = marked(study)
    with open_study(place) as other:
        other.do(moments.write_memo(moment, "other"), "Write memo")
    with pytest.raises(Stale):
        study.undo()
    assert study.undo() is None
    assert study.view.moment(moment.id) is not None


def test_what_another_process_wrote_appears_with_the_next_edit(
    study: OpenStudy, place: Path
) -> None:
    first = marked(study, 20, 25)
    with open_study(place) as other:
        foreign = marked(other)
    own = marked(study, 9, 12)
    assert {first.id, foreign.id, own.id} <= {each.id for each in study.view.all_moments()}


def test_a_coder_made_twice_is_refused_and_there_after_all(study: OpenStudy, place: Path) -> None:
    with open_study(place) as other:
        marked(other)
    with pytest.raises(Stale):
        marked(study, 9, 12)
    assert marked(study, 9, 12).id in {each.id for each in study.view.all_moments()}
    assert len(study.view.coders) == 1


def test_a_coder_sees_own_work_only(place: Path, study: OpenStudy) -> None:
    moment = marked(study)
    with open_study(place) as opened:
        opened.do(coder_and_round(opened.view, "RA-2")[0][0], "New coder")
    with open_study(place, coder="RA-2") as blind:
        assert list(blind.view.all_moments()) == []
        assert blind.search("embarrassed")
    with open_study(place, coder="RA-1") as own:
        assert [each.id for each in own.view.all_moments()] == [moment.id]
    with pytest.raises(UserError, match="no coder 'RA-3'"):
        open_study(place, coder="RA-3")


def test_a_step_is_taken_back_only_where_its_work_may_be_seen(study: OpenStudy) -> None:
    """One stack for all who sit here in turn; of another's step not even the name is told."""
    mine = marked(study)
    first, second = mine.coder_id, "second"
    study.do(added(Coder(id=second, name="RA-2")), "New coder")
    study.see_as(first)
    study.do(moments.write_memo(mine, "secret"), "Write memo")
    study.see_as(second)
    before, revision = content(study.view), study.view.revision
    assert (study.history.last is not None, study.last_step) == (True, None)
    with pytest.raises(UserError) as refused:
        study.undo()
    assert refused.value.sentence == (
        "this step is another coder’s; only as that coder, or in everyone’s work, can it be "
        "taken back."
    )
    assert (content(study.view), study.view.revision) == (before, revision)
    study.see_as(first)
    assert study.last_step is not None
    assert study.undo() == "Write memo"
    with pytest.raises(UserError, match="was made in everyone’s work; only there") as refused:
        study.undo()
    assert refused.value.sentence.endswith(
        "the PI chooses “Everyone’s work, not blind” at the top."
    )
    study.see_as(second)
    with pytest.raises(UserError, match="only as that coder, or in everyone’s work, can it be don"):
        study.redo()
    study.see_as(None)
    assert [study.redo(), study.undo(), study.undo(), study.undo()] == [
        "Write memo", "Write memo", "New coder", "Mark",
    ]  # fmt: skip
    assert study.undo() is None
    assert not list(study.view.all_moments())


def test_many_steps_back_are_told_as_one_change(study: OpenStudy, place: Path) -> None:
    first = content(study.view)
    made = [marked(study, start, start + 5) for start in (0, 10, 20)]
    last = content(study.view)
    told: list[Changes] = []
    study.listen(lambda changes, _origin: told.append(changes))
    study.go_to(0)
    assert content(study.view) == first
    assert [{each.id for each in made} <= one.record_ids for one in told] == [True]
    study.go_to(3)
    assert content(study.view) == last
    with open_study(place) as other:
        other.do(moments.write_memo(made[1], "theirs"), "Write memo")
    with pytest.raises(Stale):
        study.go_to(0)
    assert {each.id for each in study.view.all_moments()} == {each.id for each in made[:2]}


class Walk(RuleBasedStateMachine):
    """Random edits, undo and redo: the state always equals the recorded history, on disk too."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name) / "walk.iprstudy"
        codebook = Path(self.folder.name) / "codebook.csv"
        codebook.write_text(CODEBOOK, encoding="utf-8")
        create_study(place, "A walk", None, codebook=codebook)
        self.study = open_study(place)
        cell = Cell(dyad="D07", session=3, voice="patient")
        imported = import_reading(self.study.view, cell, reading(stops=STOPS), "p.txt")
        self.study.do(imported.edit, "Import")
        self.states = [content(self.study.view)]
        self.now = 0
        while self.study.history.last:
            self.study.history.drop_last()

    def recorded(self, act: Callable[[], object]) -> None:
        """Does something new; what could be redone is gone."""
        act()
        del self.states[self.now + 1 :]
        self.states.append(content(self.study.view))
        self.now += 1

    def some_moment(self, choice: int) -> Moment | None:
        found = sorted(self.study.view.all_moments(), key=lambda each: each.id)
        return found[choice % len(found)] if found else None

    @rule(start=st.integers(0, 40), length=st.integers(1, 30))
    def mark(self, start: int, length: int) -> None:
        self.recorded(lambda: marked(self.study, start, start + length))

    @rule(
        choice=st.integers(0, 9), what=st.sampled_from(["code", "rate", "memo", "ends", "delete"])
    )
    def change(self, choice: int, what: str) -> None:
        moment = self.some_moment(choice)
        if moment is None:
            return
        view = self.study.view
        code = next(code for _, code in view.codebook.codes())
        scale = next(scale for _, scale in view.codebook.scales())
        edits: dict[str, Callable[[], Edit]] = {
            "code": lambda: moments.toggle_code(view, moment, code.id),
            "rate": lambda: moments.rate(moment, scale, choice % 5 + 1),
            "memo": lambda: moments.write_memo(moment, moment.memo + "é"),
            "ends": lambda: moments.move_ends(view, moment, moment.start, moment.end + 1),
            "delete": lambda: moments.delete(view, moment),
        }
        edit = edits[what]()
        self.recorded(lambda: self.study.do(edit, what))

    @rule()
    def undo(self) -> None:
        if self.study.undo() is not None:
            self.now -= 1
        else:
            assert self.now == 0

    @rule()
    def redo(self) -> None:
        if self.study.redo() is not None:
            self.now += 1
        else:
            assert self.now == len(self.states) - 1

    @invariant()
    def the_state_is_the_recorded_one(self) -> None:
        assert content(self.study.view) == self.states[self.now]

    def teardown(self) -> None:
        assert self.study.check() == []
        place = self.study.place
        self.study.close()
        with open_study(place) as again:
            assert content(again.view) == self.states[self.now]
        self.folder.cleanup()


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)


def test_a_long_walk_with_a_seed(study: OpenStudy) -> None:
    choose = random.Random(20260312)
    first = content(study.view)
    for _ in range(60):
        start = choose.randrange(40)
        moment = marked(study, start, start + choose.randrange(1, 20))
        study.do(moments.write_memo(moment, str(choose.random())), "Write memo")
    last = content(study.view)
    while study.undo():
        pass
    assert content(study.view) == first
    while study.redo():
        pass
    assert content(study.view) == last


# Two coders in turn ---------------------------------------------------------------------------


def noted(study: OpenStudy, moment_id: str, memo: str) -> None:
    """A step with the name of the memo that it writes."""
    found = study.view.moment(moment_id)
    assert found is not None
    study.do(moments.write_memo(found, memo), memo)


def named_next(study: OpenStudy) -> str:
    """What redo says it would do again."""
    return "" if study.next_step is None else study.next_step.text


def with_another_coder(study: OpenStudy) -> tuple[Moment, Moment]:
    """A moment of RA-1, for whom the study is open then, and one of RA-2."""
    mine = marked(study)
    theirs = replace(mine, id="theirs", coder_id="second")
    study.do(added(Coder(id="second", name="RA-2"), theirs), "New coder")
    study.see_as(mine.coder_id)
    return mine, theirs


def test_another_coders_work_leaves_ones_own_undone_steps_to_be_done_again(
    study: OpenStudy,
) -> None:
    mine, theirs = with_another_coder(study)
    for memo in ("one", "two", "three"):
        noted(study, mine.id, memo)
    assert [study.undo(), study.undo()] == ["three", "two"]
    study.see_as("second")
    assert named_next(study) == ""  # of the other's nothing is named
    noted(study, theirs.id, "a")
    noted(study, theirs.id, "b")
    assert [study.undo(), study.redo(), study.undo()] == ["b", "b", "b"]
    study.see_as(mine.coder_id)
    assert named_next(study) == "two"  # past the other's, which was made later
    assert [study.redo(), study.redo()] == ["two", "three"]
    with pytest.raises(UserError, match="this step is another coder’s"):
        study.redo()
    study.see_as("second")
    assert study.redo() == "b"
    study.see_as(None)
    assert [
        each.memo for each in (study.view.moment(mine.id), study.view.moment("theirs")) if each
    ] == ["three", "b"]
    names = [study.undo() for _ in range(5)]
    assert names == ["b", "three", "two", "a", "one"]


def test_a_coder_who_has_taken_all_back_is_told_so_and_of_nobody_else(place: Path) -> None:
    with open_study(place, seen_by=NOBODY) as study:
        study.do(added(Coder(id="new", name="RA-7")), "Add the coder RA-7")
        study.see_as("new")
        study.do(added(Coder(id="more", name="RA-8")), "Add the coder RA-8")
        assert study.undo() == "Add the coder RA-8"
        with pytest.raises(UserError) as refused:
            study.undo()
        assert refused.value.sentence == (
            "nothing of yours is left to undo: the step before it was made while nobody was "
            "coding; only in everyone’s work can it be taken back: the PI chooses "
            "“Everyone’s work, not blind” at the top."
        )
        study.see_as(None)
        assert study.undo() == "Add the coder RA-7"
        study.see_as("more")
        with pytest.raises(UserError, match=r"^this step was made while nobody was coding"):
            study.redo()


def test_a_step_that_may_rest_on_anothers_undone_one_waits_for_it(study: OpenStudy) -> None:
    mine, theirs = with_another_coder(study)
    noted(study, mine.id, "first")
    study.see_as("second")
    noted(study, theirs.id, "upon it")
    study.see_as(None)
    assert [study.undo(), study.undo()] == ["upon it", "first"]
    study.see_as("second")
    assert named_next(study) == ""
    with pytest.raises(UserError, match="another coder’s"):
        study.redo()
    study.see_as(mine.coder_id)
    assert study.redo() == "first"
    study.see_as("second")
    assert study.redo() == "upon it"


def test_of_a_row_of_steps_with_one_of_anothers_none_is_taken(study: OpenStudy) -> None:
    mine, theirs = with_another_coder(study)
    study.see_as("second")
    noted(study, theirs.id, "theirs")
    study.see_as(mine.coder_id)
    for memo in ("one", "two", "three"):
        noted(study, mine.id, memo)
    revision, done = study.view.revision, study.history.done
    with pytest.raises(UserError) as refused:
        study.go_to(2)
    assert refused.value.sentence == (
        "one of these 4 steps is another coder’s, so none is taken back; only as that coder, or "
        "in everyone’s work, can it be."
    )
    assert (study.view.revision, study.history.done) == (revision, done)
    study.go_to(done - 3)
    assert named_next(study) == "one"


def test_a_row_of_steps_that_fails_in_the_middle_says_how_far_it_went(
    study: OpenStudy, place: Path
) -> None:
    made = [marked(study, start, start + 5) for start in (0, 10, 20)]
    with open_study(place) as other:
        other.do(moments.write_memo(made[0], "theirs"), "Write memo")
    with pytest.raises(Stale, match="2 of 3 steps are taken back, the next is not: "):
        study.go_to(0)
    assert [each.memo for each in study.view.all_moments()] == ["theirs"]


def is_of(who: str, step: Step) -> bool:
    return step.seen_by == who


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["new", "undo", "redo"]))))
def test_what_a_coder_took_back_only_that_coder_gives_up(acts: list[tuple[str, str]]) -> None:
    """Against a stack of names and each coder's own pile of undone ones."""
    history = History()
    stack: list[Step] = []
    piles: dict[str, list[Step]] = {"A": [], "B": []}
    acts_of: dict[str, int] = {}
    for number, (who, act) in enumerate(acts):
        if act == "new":
            step = Step(Several(()), f"{who}{number}", who)
            acts_of[step.text] = number
            history.push(step)
            stack.append(step)
            piles[who].clear()
        elif act == "undo" and stack and stack[-1].seen_by == who:
            history.step_back(who)
            piles[who].append(stack.pop())
        elif act == "redo" and piles[who]:
            following = history.next_of(partial(is_of, who))
            if following is None:  # it waits for an older one of the other
                (other,) = set(piles) - {who}
                ages = [acts_of[each.text] for each in piles[other]]
                assert min(ages) < acts_of[piles[who][-1].text]
                continue
            assert following is piles[who][-1]
            history.step_forward(following)
            stack.append(piles[who].pop())
        assert history.steps()[: history.done] == tuple(stack)
        assert len(history.steps()) == len(stack) + sum(map(len, piles.values()))
