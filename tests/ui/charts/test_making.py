"""Files with speaking names, of every dyad whatever it is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.app.verbs.picturing import PictureWish, subject_of
from annotator.domain.errors import UserError
from annotator.ui.charts.making import made_pictures, picture_files
from tests.analysis.dyads.making import Cell, Put, study


def subject(*names: str, **wished):
    cells = [
        Cell(dyad=name, therapist=(Put(start=0, end=4),), patient=(Put(start=0, end=4),))
        for name in names
    ]
    return subject_of(study(*cells), PictureWish(coder="A", **wished))


def test_dyads_whose_names_differ_in_signs_or_capitals_only_have_files_of_their_own(qapp):
    made = made_pictures(subject("a/b", "A b", "a?b", kinds=("timeline",))).made
    assert [each.name for each in made] == ["timeline_A_b", "timeline_a_b-2", "timeline_a_b-3"]
    files = picture_files(made, ("svg",))
    assert len(files) == 3
    assert not any("/" in name or "?" in name for name in files)


def test_a_page_with_words_is_one_pdf_and_a_png_for_each_page(qapp):
    made = made_pictures(subject("D01", kinds=("page",), with_text=True)).made
    files = picture_files(made, ("png", "pdf"))
    assert list(files) == ["page_D01.png", "page_D01_2.png", "page_D01.pdf"]


def test_what_is_left_out_is_told_with_its_reason(qapp):
    view = study(
        Cell(dyad="D01", therapist=(Put(start=0, end=4),)),
        Cell(dyad="D02", stops=()),
    )
    empty = replace(view, transcripts={k: v for k, v in view.transcripts.items() if "D02" not in k})
    found = made_pictures(subject_of(empty, PictureWish(coder="A", kinds=("timeline", "lag"))))
    assert [each.name for each in found.made] == ["timeline_D01"]
    assert [each.partition(":")[0] for each in found.left_out] == ["timeline_D02", "lag"]
    with pytest.raises(UserError, match="there is nothing to draw"):
        made_pictures(subject_of(empty, PictureWish(coder="A", kinds=("lag",))))


def test_each_kind_can_be_drawn(qapp):
    every = made_pictures(subject("D01"))
    assert {each.name for each in every.made} >= {
        "timeline_D01", "course", "convergence", "lag", "heatmap_moments", "heatmap_time",
        "page_D01",
    }  # fmt: skip
    for each in every.made:
        assert all(figure.height > 100 and figure.said for figure in each.figures)
