"""Codebooks brought into a study, and the starter sets that come with the app."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.analysis.tables import table_of
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.resources import resource
from annotator.app.verbs import codebook_files
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.codebook_files import (
    CodebookFormat,
    export_codebook,
    read_codebook_of,
    starters,
    take_codebook,
)
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.judging import Judging, rate
from annotator.domain.code_colours import NAMED
from annotator.domain.codebook import Codebook
from annotator.domain.codebook_fates import became_in, merge_codes, split_code
from annotator.domain.errors import UserError
from annotator.domain.study import Study
from annotator.domain.target import Target
from annotator.domain.view import StudyView
from annotator.formats.codebook_csv import write_codebook
from annotator.formats.codebooks import read_codebook_file
from tests.app.coded import PATIENT, make_study, mark
from tests.formats.test_codebook_files import codebooks

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
        "Hope": ("O", False, ""),
        "Distance": ("D", False, ""),
    }
    after = {code.name: code.id for _, code in book.codes()}
    assert (after["shame"], after["Distance"]) == (before["Shame"], before["Distance"])
    assert lines == (
        "The key H is taken: Hope comes with O.",
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


def test_a_file_that_replaces_leaves_the_scales_and_sets_that_have_work(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame", ratings={"Intensity": 4})
    new = "row,set,name,unit,minimum,maximum\nset,Form,,account,,\nscale,Form,Mode,,1,7\n"
    taken(study, f"{new}scale,Moments,Never,,1,7\n")
    form = next(each for each in study.view.codebook.sets if each.name == "Form")
    target = Target(unit="account", target_id=study.view.find_account(*PATIENT).id)
    where = Judging(coder="B", code_set_id=form.id, target=target)
    rated = rate(study.view, where, form.scales[0].id, 3)
    assert rated is not None
    study.do(rated, "Rate")
    lines = taken(study, "set,name\nMoments,Distance\n", replaces=True)
    assert [
        (each.name, [own.name for own in each.scales]) for each in study.view.codebook.sets
    ] == [
        ("Moments", ["Intensity"]),
        ("Form", ["Mode"]),
    ]
    assert "The scale Intensity stays: ratings were given on it." in lines
    assert "The set Form stays: units were judged with it." in lines
    assert "Moments, scale Never: deleted." in lines


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


def test_names_are_matched_whichever_way_their_accents_are_written(study: OpenStudy) -> None:
    taken(study, "set,name,key\nMoments,\u00c9tude,E\n")
    lines = taken(study, "set,name,definition\nMoments,e\u0301tude,To study.\n")
    found = [each for _, each in study.view.codebook.codes() if each.key == "E"]
    assert [each.definition for each in found] == ["To study."]
    assert len(codes(study.view.codebook)) == 3
    assert not any(": new" in line for line in lines)


# What a file does not mention -------------------------------------------------------------------

TREE = """row,set,name,parent,key,colour,unit,obligatory,bin_s,minimum,maximum,anchors
set,Moments,,,,,bin,yes,60,,,
code,Moments,Near,,,teal,,,,,,
code,Moments,Touch,Near,T,rose,,,,,,
code,Moments,Bond,Near,B,,,,,,,
code,Moments,Far,,F,,,,,,,
scale,Moments,Depth,,,,,,,0,7,0=none|7=all
"""


@pytest.fixture
def grown(tmp_path: Path) -> OpenStudy:
    """A study in whose tree Far went into Bond."""
    study = make_study(tmp_path / "g.iprstudy", [PATIENT], TREE)
    ids = {code.name: code.id for _, code in study.view.codebook.codes()}
    edit = change_codebook(
        study.view, None, lambda own: merge_codes(own, {ids["Far"]}, ids["Bond"])
    )
    assert edit is not None
    study.do(edit, "Merge")
    return study


def test_a_file_without_parents_leaves_codes_where_they_stand(grown: OpenStudy) -> None:
    before = grown.view.codebook
    taken(grown, "set,name,definition\nMoments,Bond,To hold.\nMoments,Hope,\n")
    (after,), (own,) = grown.view.codebook.sets, before.sets
    assert [each.name for each in after.codes] == ["Near", "Touch", "Bond", "Hope", "Far"]
    assert after.codes[2] == replace(own.codes[2], definition="To hold.")
    assert (after.codes[:2], after.codes[4]) == (own.codes[:2], own.codes[3])
    taken(grown, "set,name,parent\nMoments,Bond,\n")
    assert grown.view.codebook.sets[0].codes[2].parent_id is None  # said: the top


def test_a_file_without_sets_leaves_codes_in_theirs(grown: OpenStudy) -> None:
    own = grown.view.codebook.sets[0].codes
    for head, name in (("id,name", f"{own[1].id},Touched"), ("name,key", "Bond,O")):
        taken(grown, f"{head},definition\n{name},Words.\n")
    (after,) = grown.view.codebook.sets
    assert [(each.name, each.key, each.definition) for each in after.codes] == [
        ("Near", "", ""),
        ("Touched", "T", "Words."),
        ("Bond", "O", "Words."),
        ("Far", "F", ""),
    ]
    assert after.codes[1].parent_id == own[0].id
    taken(grown, "name,parent\nNear,\nAlong,Near\nElse,\n")
    sets = {each.name: [code.name for code in each.codes] for each in grown.view.codebook.sets}
    assert sets == {"Moments": ["Near", "Along", "Touched", "Bond", "Far"], "Codes": ["Else"]}


def test_a_merged_code_that_a_file_names_stays_merged(grown: OpenStudy) -> None:
    own = grown.view.codebook.sets[0].codes
    lines = taken(grown, "set,name,definition\nMoments,Far,Away.\n")
    assert lines[0] == "Far is retired and stays so."
    far = grown.view.codebook.sets[0].codes[3]
    assert (far.retired, far.became, far.definition) == (True, (own[2].id,), "Away.")
    taken(grown, "set,name,retired\nMoments,Far,no\n")
    far = grown.view.codebook.sets[0].codes[3]
    assert (far.retired, far.became) == (False, ())


def test_each_rule_and_label_that_a_file_does_not_say_stays(grown: OpenStudy) -> None:
    table = "row,set,name,source,minimum,maximum\nset,Moments,,Manual,,\nscale,Moments,Depth,,0,8\n"
    before = grown.view.codebook.sets[0]
    taken(grown, table)
    after = grown.view.codebook.sets[0]
    assert after == replace(before, source="Manual", scales=(replace(before.scales[0], maximum=8),))
    taken(grown, "row,set,name,unit\nset,Moments,,turn\ncode,Moments,Bond,\n")
    after = grown.view.codebook.sets[0]
    assert (after.unit, after.obligatory, after.bin_ms) == ("turn", True, 60_000)


def test_a_scale_that_the_file_has_in_another_set_moves_there(grown: OpenStudy) -> None:
    scale = grown.view.codebook.sets[0].scales[0]
    table = f"row,set,name,minimum,maximum,id\nscale,Else,Depth,0,7,{scale.id}\n"
    taken(grown, table)
    found = {each.name: each.scales for each in grown.view.codebook.sets}
    assert found == {"Moments": (), "Else": (scale,)}
    with pytest.raises(UserError, match="the id of the code 'Odd' is that of a scale here"):
        taken(grown, f"name,id\nOdd,{scale.id}\n")


COLUMNS = [each.name for each in table_of(Codebook(id="b", number=1)).columns]
NEEDED = {"row", "set", "name", "minimum", "maximum"}


@given(book=codebooks(), dropped=st.sets(st.sampled_from(COLUMNS)), rows=st.randoms())
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_part_of_an_export_brings_nothing_new(
    tmp_path_factory: pytest.TempPathFactory,
    book: Codebook,
    dropped: set[str],
    rows: random.Random,
) -> None:
    table = table_of(book)
    places = [n for n, name in enumerate(COLUMNS) if name in NEEDED or name not in dropped]
    partial = "parent" in dropped  # with it the codes that others stand under must be there
    kept = [row for row in table.rows if not partial or row[0] == "set" or rows.random() < 0.6]
    if not any(row[0] != "set" for row in kept):
        return
    cut = replace(
        table,
        columns=tuple(table.columns[n] for n in places),
        rows=tuple(tuple(row[n] for n in places) for row in kept),
    )
    place = tmp_path_factory.getbasetemp() / "part.csv"
    place.write_bytes(write_codebook(cut))
    view = StudyView(study=Study(id="t", title="T"), codebooks={book.id: book}, revision=1)
    assert take_codebook(view, None, place).edit is None


# Keys and colours -------------------------------------------------------------------------------


def test_starter_sets_beside_each_other_have_each_key_once_and_say_what_is_given(
    tmp_path: Path,
) -> None:
    create_study(tmp_path / "s.iprstudy", "S", None, codebook=Path("relationship"))
    with open_study(tmp_path / "s.iprstudy") as study:
        first = {code.name: code.key for _, code in study.view.codebook.codes()}
        found = take_codebook(study.view, None, Path("innovative-moments"))
        assert found.edit is not None
        study.do(found.edit, "Add")
        book = study.view.codebook
        keys = {code.name: code.key for _, code in book.codes()}
        assert first.items() <= keys.items()
        assert all(code.key for code in book.sets[1].codes)
        assert len(set(filter(None, keys.values()))) == sum(map(bool, keys.values()))
        wanted = {
            code.name: code.key
            for _, code in read_codebook_of(Path("innovative-moments"))[0].codes()
        }
        other = [name for name, key in wanted.items() if keys[name] != key]
        assert other
        assert [line for line in found.lines if line.startswith("The key")] == [
            f"The key {wanted[each]} is taken: {each} comes with {keys[each]}." for each in other
        ]


def test_a_known_code_keeps_its_key_where_the_one_wished_is_taken(grown: OpenStudy) -> None:
    lines = taken(grown, "set,name,key\nMoments,Touch,B\n")
    assert "The key B is taken: Touch keeps T." in lines
    letters = "ACDEFGHIOPQRSUVWYZ"  # all but B, T and the window's own
    rows = "".join(f"Moments,Code {each},{each}\n" for each in letters)
    lines = taken(grown, f"set,name,key\n{rows}Moments,Late,T\n")
    assert "No letter is left as a key for Late." in lines


def test_codes_without_a_colour_have_the_next_of_the_palette_and_their_parents(
    tmp_path: Path,
) -> None:
    table = "name,parent,colour\nA,,\nB,A,\nC,,rose\nD,,\nE,D,\nF,C,\nG,,#CC6677\nH,,banana\n"
    place = tmp_path / "c.csv"
    place.write_text(table, encoding="utf-8")
    book, report = read_codebook_of(place)
    assert {code.name: code.colour for _, code in book.codes()} == {
        "A": "sand", "B": "sand", "C": "rose", "D": "teal", "E": "teal", "F": "rose",
        "G": "rose", "H": "green",
    }  # fmt: skip
    assert report == ("line 9: 'banana' is no colour; the code has one of the palette.",)


def test_a_new_code_under_a_known_one_has_its_colour(grown: OpenStudy) -> None:
    taken(grown, "set,name,parent\nMoments,Near,\nMoments,Along,Near\nMoments,Own,\n")
    colours = {code.name: code.colour for _, code in grown.view.codebook.codes()}
    assert (colours["Along"], colours["Own"], colours["Near"]) == ("teal", "green", "teal")


def test_what_was_concluded_of_a_codebook_is_told_before_the_study_is_made(tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_bytes("name;definitions\nN\xe6rhet;x\n".encode("latin-1"))
    heard: list[str] = []

    def decline(lines: tuple[str, ...]) -> None:
        heard.extend(lines)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        create_study(tmp_path / "n.iprstudy", "N", None, codebook=table, report=decline)
    assert not (tmp_path / "n.iprstudy").exists()
    assert heard == [
        "whole file: neither UTF-8 nor marked as UTF-16: read as cp1252 (Windows, Western "
        "European).",
        "header: the column 'definitions' is unknown and was not read.",
    ]


@pytest.mark.parametrize(("form", "ending"), [("codebook-xlsx", "xlsx"), ("qdc", "qdc")])
def test_workbooks_and_xml_are_read_in_a_child_process(
    grown: OpenStudy, monkeypatch: pytest.MonkeyPatch, form: CodebookFormat, ending: str
) -> None:
    place = grown.place.with_name(f"c.{ending}")
    export_codebook(grown.view.codebook, place, form)
    here = read_codebook_file(place.read_bytes(), place.name)

    def refuse(*_: object) -> None:
        raise AssertionError("it was read here")

    monkeypatch.setattr(codebook_files, "read_codebook_file", refuse)
    with Reader() as reader:
        assert reader.read_codebook(place)[0][:2] == here[0][:2]
    assert take_codebook(grown.view, None, place).edit is None
    place.write_bytes(place.read_bytes()[:-40])
    with pytest.raises(UserError) as refused:
        take_codebook(grown.view, None, place)
    assert refused.value.where.startswith(f"c.{ending}")


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
        book, _ = read_codebook_of(Path(name))
        assert tuple((each.unit, each.marking, each.bin_ms) for each in book.sets) == shape
        assert all(each.source for each in book.sets)
        assert {code.colour for _, code in book.codes()} <= set(NAMED)


def test_the_starter_sets_hold_the_numbers_of_codes_and_scales_of_their_manuals():
    def leaves(name: str, place: int = 0) -> int:
        own = read_codebook_of(Path(name))[0].sets[place]
        parents = {code.parent_id for code in own.codes}
        return sum(code.id not in parents for code in own.codes)

    assert (leaves("client-reactions"), leaves("innovative-moments")) == (21, 5)
    assert (leaves("narrative-emotion"), leaves("q-set")) == (11, 100)
    sort = read_codebook_of(Path("q-set"))[0].sets[0]
    assert sort.piles == (5, 8, 12, 16, 18, 16, 12, 8, 5)
    assert sum(sort.piles) == len(sort.codes)
    (assimilation,) = read_codebook_of(Path("apes"))[0].sets[0].scales
    assert [each.value for each in assimilation.anchors] == list(range(8))
    stages = read_codebook_of(Path("experiencing"))[0].sets[0].scales
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
