"""Codebooks brought into a study, and the starter sets that come with the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.resources import resource
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.codebook_files import (
    export_codebook,
    read_codebook_of,
    starters,
    take_codebook,
)
from annotator.app.verbs.creating import create_study
from annotator.domain.code_colours import NAMED
from annotator.domain.codebook import Codebook
from annotator.domain.codebook_fates import became_in, split_code
from annotator.domain.errors import UserError
from tests.app.coded import PATIENT, make_study, mark

FULL = """row,set,name,parent,key,colour,definition,include,unit,exclusive,minimum,maximum
set,Moments,,,,,,,turn,yes,,
code,Moments,Shame,,H,rose,To hide.,heat,,,,
code,Moments,Distance,,D,,,,,,,
scale,Moments,Intensity,,,,,,,,1,5
"""


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    return make_study(tmp_path / "c.iprstudy", [PATIENT], FULL)


def taken(study: OpenStudy, table: str, *, replaces: bool = False) -> tuple[str, ...]:
    place = study.place.with_name("new.csv")
    place.write_text(table, encoding="utf-8")
    found = take_codebook(study.view, study.seen_by, place, replaces=replaces)
    if found.edit is not None:
        study.do(found.edit, "Take")
    return found.lines


def codes(book: Codebook) -> dict[str, tuple[str, bool, str]]:
    return {code.name: (code.key, code.retired, code.include) for _, code in book.codes()}


def test_a_plain_table_adds_what_is_new_and_wipes_nothing(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame")
    before = {code.name: code.id for _, code in study.view.codebook.codes()}
    lines = taken(study, "set,name,key,definition\nMoments,shame,,To burn.\nMoments,Hope,H,\n")
    book = study.view.codebook
    assert (book.number, book.sets[0].unit, book.sets[0].exclusive) == (2, "turn", True)
    assert codes(book) == {
        "shame": ("H", False, "heat"),
        "Hope": ("", False, ""),
        "Distance": ("D", False, ""),
    }
    after = {code.name: code.id for _, code in book.codes()}
    assert (after["shame"], after["Distance"]) == (before["Shame"], before["Distance"])
    assert lines == (
        "The key H is taken: Hope comes without one.",
        "2 codes in 1 set read; this is version 2 of the codebook.",
        "Moments/Shame is now called shame.",
        "Moments/shame: other definition.",
        "Moments/Hope: new.",
    )
    assert taken(study, "set,name,definition\nMoments,shame,To burn.\n") == (
        "The codebook says all of this already.",
    )


def test_keys_may_be_swapped_by_a_file(study: OpenStudy) -> None:
    taken(study, "set,name,key\nMoments,Shame,D\nMoments,Distance,H\n")
    assert [own[0] for own in codes(study.view.codebook).values()] == ["D", "H"]


def test_a_file_that_replaces_retires_what_was_used_and_drops_what_was_not(
    study: OpenStudy,
) -> None:
    mark(study, "A", 30, 40, "Shame")
    taken(study, "set,name\nMoments,Fresh\n")  # version 2, which nobody uses
    lines = taken(study, "set,name\nMoments,Distance\nOther,New\n", replaces=True)
    book = study.view.codebook
    assert {name: own[1] for name, own in codes(book).items()} == {
        "Distance": False,
        "Shame": True,
        "New": False,
    }
    assert "Moments/Fresh: deleted." in lines
    assert "Moments/Shame: retired." in lines


def test_a_file_that_replaces_retires_what_a_used_code_was_split_into(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame")
    shame = next(code.id for _, code in study.view.codebook.codes() if code.name == "Shame")
    edit = change_codebook(study.view, None, lambda own: split_code(own, shame, ["S1", "S2"]))
    assert edit is not None
    study.do(edit, "Split")
    taken(study, "set,name\nMoments,Distance\n", replaces=True)
    book = study.view.codebook
    assert {name: own[1] for name, own in codes(book).items()} == {
        "Distance": False, "S1": True, "S2": True, "Shame": True,
    }  # fmt: skip
    assert len(became_in(book, shame)) == 2


def test_a_code_that_the_file_has_in_another_set_moves_there(study: OpenStudy) -> None:
    place = study.place.with_name("moved.csv")
    export_codebook(study.view.codebook, place, "codebook-csv")
    table = place.read_text(encoding="utf-8-sig").replace("code,Moments,Dist", "code,Else,Dist")
    taken(study, table)
    found = {each.name: [code.name for code in each.codes] for each in study.view.codebook.sets}
    assert found == {"Moments": ["Shame"], "Else": ["Distance"]}


def test_a_coder_among_several_brings_nothing_in(study: OpenStudy) -> None:
    study.see_as(next(iter(study.view.coders)))
    with pytest.raises(UserError, match="hold for the whole study"):
        taken(study, "name\nA\n")


def test_rules_that_do_not_go_together_are_told_with_the_file(tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_text("row,set,name,unit,marking\nset,S,,session,rating\ncode,S,A,,\n")
    with pytest.raises(UserError) as refused:
        create_study(tmp_path / "n.iprstudy", "N", None, codebook=table)
    assert refused.value.sentence == (
        "c.csv: the set 'S' has no scale to rate its codes on; add its scale first."
    )
    assert not (tmp_path / "n.iprstudy").exists()


# The starter sets: what formats.md A.3 says of each --------------------------------------------

SHAPES = {
    "3rs": (("bin", "presence", 300_000), ("session", "rating", 300_000)),
    "apes": (("span", "presence", 300_000),),
    "client-reactions": (("turn", "presence", 300_000),),
    "experiencing": (("turn", "presence", 300_000),),
    "innovative-moments": (("span", "presence", 300_000),),
    "misc-like": (
        ("turn", "presence", 300_000),
        ("turn", "presence", 300_000),
        ("session", "rating", 300_000),
    ),
    "narrative-emotion": (("bin", "presence", 60_000),),
    "q-set": (("session", "sort", 300_000),),
    "relationship": (("span", "presence", 300_000),),
}


def test_each_starter_set_has_its_units_a_source_and_colours_of_the_palette():
    assert {each.name for each in starters()} == set(SHAPES)
    for name, shape in SHAPES.items():
        book = read_codebook_of(Path(name))
        assert tuple((each.unit, each.marking, each.bin_ms) for each in book.sets) == shape
        assert all(each.source for each in book.sets)
        assert {code.colour for _, code in book.codes()} <= set(NAMED)


def test_the_starter_sets_hold_the_numbers_of_codes_and_scales_of_their_manuals():
    def leaves(name: str, place: int = 0) -> int:
        own = read_codebook_of(Path(name)).sets[place]
        parents = {code.parent_id for code in own.codes}
        return sum(code.id not in parents for code in own.codes)

    assert (leaves("client-reactions"), leaves("innovative-moments")) == (21, 5)
    assert (leaves("narrative-emotion"), leaves("q-set")) == (11, 100)
    sort = read_codebook_of(Path("q-set")).sets[0]
    assert sort.piles == (5, 8, 12, 16, 18, 16, 12, 8, 5)
    assert sum(sort.piles) == len(sort.codes)
    (assimilation,) = read_codebook_of(Path("apes")).sets[0].scales
    assert [each.value for each in assimilation.anchors] == list(range(8))
    stages = read_codebook_of(Path("experiencing")).sets[0].scales
    assert [(each.name, each.minimum, each.maximum) for each in stages] == [
        ("Mode", 1, 7),
        ("Peak", 1, 7),
    ]


def test_a_study_is_made_with_a_starter_set_and_takes_another_in(tmp_path: Path) -> None:
    create_study(tmp_path / "s.iprstudy", "S", None, codebook=Path("3rs"))
    with open_study(tmp_path / "s.iprstudy") as study:
        found = take_codebook(study.view, None, Path("APES"))
        assert found.edit is not None
        study.do(found.edit, "Add")
        assert [each.name for each in study.view.codebook.sets] == [
            "3RS: markers",
            "3RS: session",
            "APES",
        ]
    with pytest.raises(UserError, match="no such starter set; name a file, or a starter set: 3rs"):
        read_codebook_of(Path("4rs"))
    assert resource("codebooks").is_dir()
