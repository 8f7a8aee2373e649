"""What one coder has marked twice in the same way is settled once, and changes no number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import Episode, document_episodes
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import Put, Text, study

TALK = ("I laughed because I was embarrassed.", "I wanted to take it back.")
SHAME = Put(start=0, end=36, codes=("Shame",))
REPAIR = Put(start=37, end=60, codes=("Repair",))


def two(mine: list[Put], theirs: list[Put]) -> StudyView:
    return study(Text(words=TALK, work={"A": mine, "B": theirs}))


def episodes(view: StudyView) -> list[Episode]:
    (document,) = compare(view).documents
    return list(document_episodes(document, document.code_set))


def test_a_passage_marked_twice_stands_in_one_episode() -> None:
    once, twice = two([SHAME], [SHAME]), two([SHAME], [SHAME, SHAME])
    [one] = episodes(twice)
    assert one.kinds == episodes(once)[0].kinds == ()
    assert len(one.moments) == 2
    [alone] = episodes(two([], [REPAIR, REPAIR, REPAIR]))
    assert len(alone.moments) == 1


def test_another_code_or_end_is_another_passage() -> None:
    for other in (Put(start=0, end=36, codes=("Repair",)), Put(start=0, end=30, codes=("Shame",))):
        found = episodes(two([], [SHAME, other]))
        assert sum(len(each.moments) for each in found) == 2


@given(
    st.lists(st.sampled_from([SHAME, REPAIR]), max_size=3),
    st.lists(st.sampled_from([SHAME, REPAIR]), min_size=1, max_size=3),
)
def test_no_number_changes_by_marking_again(mine: list[Put], theirs: list[Put]) -> None:
    def told(theirs: list[Put]) -> list[str]:
        return [
            repr((each.result.coefficient, each.result.code, each.result.value))
            for each in agree_in_study(two(mine, theirs), Comparison())
        ]

    assert told(theirs) == told([*theirs, *theirs])
    assert len(episodes(two(mine, theirs))) == len(episodes(two(mine, [*theirs, *theirs])))
