"""Who may change what holds for the whole study."""

from __future__ import annotations

import pytest

from annotator.app.open_study import NOBODY
from annotator.app.verbs.whole_study import refuse_coder
from annotator.domain.errors import UserError
from annotator.domain.round import Coder
from annotator.domain.study import Study
from annotator.domain.view import StudyView


def view(*coders: Coder) -> StudyView:
    return StudyView(
        revision=1,
        study=Study(id="s", title="Early Alliance"),
        coders={each.id: each for each in coders},
    )


ANN, BO = Coder(id="a", name="Ann"), Coder(id="b", name="Bo")
LAYER = Coder(id="layer", name="consensus", role="consensus")


@pytest.mark.parametrize("seen_by", ["a", NOBODY])
def test_a_coder_among_several_is_refused_in_one_sentence(seen_by: str) -> None:
    with pytest.raises(UserError) as refused:
        refuse_coder(view(ANN, BO), seen_by, "settings")
    assert refused.value.sentence == (
        "settings hold for the whole study; choose everyone’s work at the top first."
    )


def test_the_pi_and_a_lab_of_one_are_not_refused() -> None:
    refuse_coder(view(ANN, BO), None, "settings")
    refuse_coder(view(ANN, LAYER), "a", "settings")
    refuse_coder(view(), NOBODY, "settings")
