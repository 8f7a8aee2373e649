"""The sample study through the functions that the agreement view shows."""

from __future__ import annotations

from itertools import combinations
from math import isnan

import numpy as np
import pytest

from annotator.analysis.agreement.comparators import comparators
from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.confusion import confusion
from annotator.analysis.agreement.drift import drift, drift_coefficient
from annotator.analysis.agreement.episodes import KINDS, disagreements, episodes
from annotator.analysis.agreement.readings import NOT_MARKED, taken_for
from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.view import StudyView


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    with open_study(make_sample(tmp_path_factory.mktemp("sample"))) as opened:
        return opened.view


@pytest.fixture(scope="module")
def compared(view: StudyView) -> Compared:
    return compare(view)


def test_each_moment_is_somewhere_and_every_kind_of_difference_is_found(compared):
    found = episodes(compared)
    ids = {code.id for code in compared.code_set.codes}
    due = {
        moment.id
        for document in compared.documents
        for own in document.moments.values()
        for moment in own
        if not moment.codes or ids.intersection(moment.codes)
    }
    assert sorted(m.id for each in found for _, m in each.moments) == sorted(due)
    queue = disagreements(found)
    assert 0 < len(queue) < len(found)
    assert [each.size for each in queue] == sorted((e.size for e in queue), reverse=True)
    assert all(each.size > 0 and each.said for each in queue)
    for each in queue:
        assert list(each.kinds) == [kind for kind in KINDS if kind in each.kinds]


def test_the_differing_text_of_the_confusion_is_in_the_disagreements(compared):
    """What no episode differs on, the table of codes has on its diagonal."""
    continua = [each.continuum for each in compared.documents]
    for pair in combinations(compared.coders, 2):
        table = confusion(continua, pair)
        assert table.shape == (len(compared.codes) + 1,) * 2
        assert table[:-1].sum() > 0
        off = table.sum() - np.trace(table)
        assert 0 < off <= sum(e.size for e in disagreements(episodes(compared))) * len(table)
        assert {taken_for(table, compared.codes, c) for c in range(len(compared.codes))} <= {
            None,
            NOT_MARKED,
            *compared.codes,
        }


def test_drift_has_a_point_for_each_coder_and_transcript(compared, view):
    done_at = {
        (view.coders[each.coder_id].name, each.account_id): each.done_at
        for each in view.assignments.values()
    }
    found = drift(compared, done_at)
    assert drift_coefficient(compared) == "bar_u_alpha"  # codes overlap in one place
    for coder, points in found.items():
        assert len(points) == sum(coder in d.continuum.coders for d in compared.documents)
        times = [each.done_at or "" for each in points]
        assert times == sorted(times)
        for each in points:
            assert isnan(each.value) == bool(each.reason)
            if each.low is not None and each.high is not None:
                assert each.low <= each.value <= each.high


def test_other_tools_have_their_values_or_reasons(compared):
    for own in comparators(compared):
        assert any(not isnan(each.value) for each in own.results), own.label
        assert all(isnan(each.value) == bool(each.reason) for each in own.results)
