"""Readers see what the PI lets them see and write nothing; no coder writes another's records."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.lab import add_person, people_values
from annotator.domain.edits import Edit, Replace, added, owner_of, replacements
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.round import Coder
from annotator.storage import Store, create, open_study
from tests.storage.generating import edits
from tests.storage.making import Made, make, moment_in, new_study


@pytest.fixture(scope="module")
def made() -> Made:
    return make()


@pytest.fixture
def store(made: Made, tmp_path: Path) -> Store:
    """A study with a moment of each of two coders and one of the consensus layer."""
    place = tmp_path / "study.iprstudy"
    layer = Coder(id=new_id(), name="Consensus", role="consensus")
    own = [moment_in(made, made.transcripts[0], which) for which in (0, 1)]
    with create(place, new_study(), None, actor="tests") as opened:
        opened.apply(made.edit, action="import")
        opened.apply(added(layer, *own), action="mark")
        settled = moment_in(made, made.transcripts[0], coder_id=layer.id, memo="settled")
        opened.apply(added(settled), action="settle")
    return open_study(place)


@pytest.mark.parametrize(("reads", "seen"), [("everyone", 3), ("consensus", 1), ("", 3)])
def test_a_reader_sees_what_the_pi_lets_be_seen_and_writes_nothing(
    store: Store, made: Made, reads: str, seen: int
) -> None:
    study = OpenStudy(store)
    study.do(add_person(study.view, "Rea", "reader", reads), "Add Rea")
    study.see_as(next(each.id for each in study.view.coders.values() if each.name == "Rea"))
    assert len(list(study.view.all_moments())) == seen
    revision = study.view.revision
    moment = moment_in(made, made.transcripts[1])
    for attempt in (
        lambda: study.do(Replace(None, moment), "Mark"),
        lambda: study.do_for_good(Replace(None, moment), "Mark"),
        lambda: study.undo(),
        lambda: study.operate(lambda _: pytest.fail("a reader has done something")),
    ):
        with pytest.raises(UserError, match=r"Rea only reads this study|this step was made"):
            attempt()
    assert store.view().revision == revision
    study.see_as(made.coders[0].id)
    study.do(Replace(None, moment), "Mark")
    assert study.reader is None
    study.close()


def test_a_reader_of_the_consensus_sees_nobodys_work_before_there_is_one(
    made: Made, tmp_path: Path
) -> None:
    with create(tmp_path / "s.iprstudy", new_study(), None, actor="tests") as store:
        store.apply(made.edit, action="import")
        store.apply(added(moment_in(made, made.transcripts[0])), action="mark")
        study = OpenStudy(store)
        study.do(add_person(study.view, "Rea", "reader", "consensus"), "Add Rea")
        rea = next(each for each in study.view.coders.values() if each.name == "Rea")
        study.see_as(rea.id)
        assert not list(study.view.all_moments())
        assert study.view.transcripts, "texts are read"


@pytest.mark.parametrize(
    ("name", "role", "reads", "said"),
    [
        ("Ane", "coder", "", "there is a coder Ane"),
        ("A\u0301ne-1", "coder", "", "there is a coder Áne-1"),
        ("áne\N{NON-BREAKING HYPHEN}1", "coder", "", "there is a coder Áne-1"),
        (" ", "coder", "", "no name"),
        ("Rea", "boss", "", "there is no role 'boss'"),
        ("Rea", "coder", "consensus", "not limited so"),
        ("Rea", "reader", "drafts", "cannot read 'drafts'"),
        ("Consensus", "reader", "", "is nobody"),
    ],
)
def test_who_cannot_be_added_is_told_why(
    store: Store, name: str, role: str, reads: str, said: str
) -> None:
    study = OpenStudy(store)
    study.do(add_person(study.view, "Áne-1"), "Add Áne-1")
    before = people_values(study.view)
    with pytest.raises(UserError, match=said):
        add_person(study.view, name, role, reads)
    assert people_values(study.view) == before
    study.close()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_coder_never_writes_another_coders_record(store: Store, made: Made, data: st.DataObject):
    """Random edits as one coder: those that touch what is another's are refused, wholly."""
    actor = made.coders[0].id
    view = store.view()
    edit: Edit = data.draw(edits(view))
    records = [each.before or each.after for each in replacements(edit)]
    records += [each.after or each.before for each in replacements(edit)]
    foreign = any(owner_of(each) not in (None, actor) for each in records if each)
    if foreign:
        with pytest.raises(UserError, match=r"another coder’s|is gone|changed|name|place"):
            store.apply(edit, action="try", actor=actor)
        assert store.view() == view
    others = [m for m in view.all_moments() if m.coder_id != actor]
    with pytest.raises(UserError, match="this is another coder’s, and only its owner changes it"):
        store.apply(Replace(data.draw(st.sampled_from(others)), None), action="try", actor=actor)
    assert store.view() == view
