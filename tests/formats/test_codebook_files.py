"""Codebooks in CSV, XLSX and REFI-QDA: what is written is read again as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from annotator.analysis.tables import table_of
from annotator.app.verbs.codebook_building import codebook_from
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_rules import sound
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.formats.codebook_csv import write_codebook
from annotator.formats.codebook_qdc import read_qdc, write_qdc
from annotator.formats.codebook_words import LABELS_OF_CODES, LABELS_OF_SETS
from annotator.formats.codebook_xlsx import write_codebook_workbook
from annotator.formats.codebooks import read_codebook_file
from tests.formats.workbooks import workbook

SCHEMA = Path(__file__).parent / "schemas" / "refi-codebook-1.0.xsd"
WORDS = st.text("aÅ😀 של=+-@'\"|\\,;\n<&>_x0041_%", max_size=12).map(str.strip)
NAMES = st.text("abcÅ😀ש =+-@'\"\\,;<&>", min_size=1, max_size=8).map(lambda t: " ".join(t.split()))


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Sound codebooks of one to three sets, with trees, scales, retired codes and odd texts."""
    names = st.lists(NAMES.filter(bool), min_size=1, max_size=4, unique_by=str.casefold)
    keys = iter(draw(st.permutations("ABCDEFGHIOPQ")))
    sets = []
    for set_name in draw(names)[:3]:
        codes: list[Code] = []
        for name in draw(names):
            parents = [None, *(each.id for each in codes)]
            retired = draw(st.booleans())
            codes.append(
                Code(
                    id=new_id(), name=name, parent_id=draw(st.sampled_from(parents)),
                    key=draw(st.sampled_from(["", next(keys, "")])),
                    colour=draw(st.sampled_from(["grey", "rose", "#12ab9f"])),
                    definition=draw(WORDS), include=draw(WORDS), exclude=draw(WORDS),
                    examples=tuple(dict.fromkeys(filter(None, draw(st.lists(WORDS, max_size=2))))),
                    retired=retired,
                    became=(codes[0].id,) if retired and codes and draw(st.booleans()) else (),
                )
            )  # fmt: skip
        label = st.text("aÅ= ", min_size=1, max_size=5).map(str.strip).filter(bool)
        scales = tuple(
            Scale(id=new_id(), name=name, minimum=-3, maximum=3,
                  anchors=(Anchor(value=draw(st.integers(-3, 3)), label=draw(label)),))
            for name in draw(names)[:2]
        )  # fmt: skip
        unit = draw(st.sampled_from(["span", "turn", "bin", "account", "dyad"]))
        markings = ["presence"] if unit in ("span", "turn") else ["presence", "rating"]
        sets.append(
            CodeSet(
                id=new_id(), name=set_name, codes=tuple(codes), scales=scales, unit=unit,  # type: ignore[arg-type]
                exclusive=draw(st.booleans()), obligatory=draw(st.booleans()),
                accounts=draw(st.sampled_from([(), ("therapist", "patient")])),
                roles=draw(st.sampled_from([(), ("therapist",)])),
                marking=draw(st.sampled_from(markings)),
                bin_ms=draw(st.sampled_from([300_000, 60_000, 1_500])),
                piles=draw(st.sampled_from([(), (5, 8, 5)])), source=draw(WORDS),
            )
        )  # fmt: skip
    return sound(Codebook(id=new_id(), number=1, sets=tuple(sets)))


def as_csv(book: Codebook) -> bytes:
    return write_codebook(table_of(book))


def as_exact_csv(book: Codebook) -> bytes:
    return write_codebook(table_of(book), exact=True)


def as_xlsx(book: Codebook) -> bytes:
    return write_codebook_workbook(table_of(book))


def as_qdc(book: Codebook) -> bytes:
    return write_qdc(book)[0]


def without_scale_ids(sets: tuple[CodeSet, ...]) -> list[tuple[object, ...]]:
    return [
        (each.name, [(own.name, own.minimum, own.maximum, own.anchors) for own in each.scales])
        for each in sets
    ]


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_qdc])
@given(book=codebooks())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_as_it_was(
    write: Callable[[Codebook], bytes], book: Codebook
) -> None:
    rows, _ = read_codebook_file(write(book), "codes")
    again = codebook_from(rows)
    if write is as_qdc:  # the format has no place for the ids of scales
        assert without_scale_ids(again.sets) == without_scale_ids(book.sets)
        strip = [CodeSet(id=e.id, name=e.name, codes=e.codes) for e in book.sets]
        assert [CodeSet(id=e.id, name=e.name, codes=e.codes) for e in again.sets] == strip
        rules = [(e.unit, e.exclusive, e.obligatory, e.accounts, e.roles) for e in book.sets]
        assert [
            (e.unit, e.exclusive, e.obligatory, e.accounts, e.roles) for e in again.sets
        ] == rules
        more = [(e.marking, e.bin_ms, e.piles, e.source) for e in book.sets]
        assert [(e.marking, e.bin_ms, e.piles, e.source) for e in again.sets] == more
    else:
        assert again.sets == book.sets


@given(book=codebooks())
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
def test_a_qdc_keeps_to_the_published_schema(book: Codebook) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(as_qdc(book)))


LABELS = st.sampled_from([*LABELS_OF_CODES, *LABELS_OF_SETS, "Other"])
PARAGRAPHS = st.tuples(
    st.sampled_from(["", "\\", "\\\\", "so "]),
    LABELS,
    st.sampled_from([": A", ":", " A", ": Key: B"]),
).map("".join)
TEXTS = st.lists(PARAGRAPHS, max_size=3).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", "\n\n\n"]).map(lambda end: end.join(parts))
)


@given(definition=TEXTS, include=TEXTS, exclude=TEXTS, example=TEXTS, source=TEXTS)
def test_words_that_look_like_a_part_of_a_description_stay_words(
    definition: str, include: str, exclude: str, example: str, source: str
) -> None:
    code = Code(
        id=new_id(), name="A", definition=definition, include=include, exclude=exclude,
        examples=(example,) if example else (), colour="rose",
    )  # fmt: skip
    own = CodeSet(id=new_id(), name="S", codes=(code,), source=source)
    rows, notes = read_codebook_file(as_qdc(Codebook(id="b", number=1, sets=(own,))), "c.qdc")
    assert codebook_from(rows).sets == (own,)
    assert notes == ()


BOOK = Codebook(
    id="b",
    number=1,
    sets=(
        CodeSet(
            id="no uuid",
            name="Moves",
            codes=(
                Code(id="x", name="=1+1", key="S", examples=("said in confidence",)),
                Code(id="y", name="Old\x0b", retired=True, became=("x",), colour="rose"),
            ),
        ),
    ),
)


def test_a_csv_for_spreadsheets_runs_nothing_and_an_exact_one_is_as_it_is():
    assert b",'=1+1," in as_csv(BOOK)
    assert as_csv(BOOK).startswith(b"\xef\xbb\xbfrow,set,name,")
    assert b",=1+1," in as_exact_csv(BOOK)
    assert {row.name for row in read_codebook_file(as_exact_csv(BOOK), "c.csv")[0]} >= {"=1+1"}


def test_a_workbook_holds_texts_where_a_formula_could_be():
    import io

    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(as_xlsx(BOOK))).active
    assert sheet is not None
    cell = sheet["C3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert sheet["C4"].value == "Old "  # XML has no place for the control character


def test_examples_are_left_out_of_a_qdc_when_no_words_are_wanted():
    content, notes = write_qdc(BOOK, with_text=False)
    assert b"confidence" not in content
    assert [each.what[:30] for each in notes] == [
        "the rules and scales of sets, ",
        "1 retired codes are in it as c",
    ]
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    codes = root.findall(".//{*}Code")
    assert [each.get("isCodable") for each in codes] == ["true", "false"]
    assert [each.get("color") for each in codes] == ["#8b8d93", "#cc6677"]


FOREIGN = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- as other programs write it -->
<CodeBook origin="ATLAS.ti 9" xmlns="urn:QDA-XML:codebook:0:4"><Codes>
<Code guid="{0D9C1C7C-2F0E-4C0B-8E0D-5B6B1F0E6A11}" name="Anger" isCodable="false" color="#FFF">
  <Code guid="0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a12" name="Other" isCodable="true"/></Code>
<Code guid="0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a13" name="Joy/Play">
  <Description>Key: the main thing

Include: laughter</Description>
  <Code guid="0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a14" name="other"/></Code>
</Codes><Sets/></CodeBook>"""


def test_what_other_programs_write_is_read_and_what_had_to_be_changed_is_said():
    rows, notes = read_qdc(FOREIGN, "atlas.qdc")
    assert [(row.name, row.parent, row.colour, row.include) for row in rows] == [
        ("Anger", "", "#ffffff", ""),
        ("Other", "Anger", "grey", ""),
        ("Joy – Play", "", "grey", "laughter"),
        ("other (Joy – Play)", "Joy – Play", "grey", ""),
    ]
    assert rows[0].id == "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a11"
    assert rows[2].definition == "Key: the main thing"  # a label of ours only where it is ours
    assert [f"{each.place}: {each.what}" for each in notes] == [
        "code Joy/Play: it is called 'Joy – Play' here",
        "code other: its set has a code of that name; it is called 'other (Joy – Play)' here",
        "whole file: 1 codes could not be given in that program; here they can be",
        "code 1: the colour #ffffff can hardly be told from the page",
    ]


def test_sets_of_other_programs_that_share_codes_or_part_a_code_from_its_parent():
    guid = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a1"
    text = (
        f'<CodeBook><Codes><Code guid="{guid}1" name="A"><Code guid="{guid}2" name="B"/></Code>'
        f'</Codes><Sets><Set guid="{guid}8" name="One"><MemberCode guid="{guid}2"/></Set>'
        f'<Set guid="{guid}9" name="one"><MemberCode targetGUID="{guid}2"/>'
        f'<MemberCode guid="{guid}1"/></Set></Sets></CodeBook>'
    )
    rows, notes = read_qdc(text.encode(), "sets.qdc")
    codes = [(row.code_set, row.name, row.parent) for row in rows if row.row == "code"]
    assert codes == [("One", "B", ""), ("one 2", "A", "")]
    assert [each.what for each in notes] == [
        "it is called 'one 2' here",
        "it stays in the set One",
        "it stands at the top of its set One",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<Project/>", "no codebook of the format"),
        (b"<CodeBook><Codes/></CodeBook>", "there is no code in it"),
        (b"<CodeBook><Codes>", "the XML in it is broken"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "DOCTYPE"),
        (b"", "empty"),
    ],
)
def test_a_broken_qdc_is_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says) as refused:
        read_codebook_file(content, "c.qdc")
    assert refused.value.where.startswith("c.qdc")


def test_a_fault_in_a_workbook_is_told_with_its_row():
    content = workbook(["name", "key"], ["Shame", "H"], [], ["Hurt", "H"])
    with pytest.raises(UserError) as refused:
        read_codebook_file(content, "c.xlsx")
    assert refused.value.sentence == (
        "c.xlsx, row 4: the key H belongs to 'Shame' in row 2 already; choose another letter."
    )


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("row,name,bin_s\nset,S,0\ncode,A,\n", "'0' in 'bin_s' is no length of a bin"),
        ("row,name,piles\nset,S,5|x\ncode,A,\n", "'5|x' in 'piles' are no piles"),
        ("row,name,marking\nset,S,loud\ncode,A,\n", "'loud' is no marking"),
        ("name\nA|B\n", "a | in the name"),
    ],
)
def test_the_new_columns_are_checked(table: str, says: str) -> None:
    with pytest.raises(UserError) as refused:
        read_codebook_file(table.encode(), "c.csv")
    assert (refused.value.where, says in refused.value.what) == ("c.csv, line 2", True)


@pytest.mark.parametrize("depth", [52, 300, 1_500])
def test_a_tree_that_is_too_deep_is_one_sentence_in_every_format(depth: int) -> None:
    names = [f"C{each}" for each in range(depth)]
    table = "name,parent\n" + "".join(
        f"{a},{b}\n" for a, b in zip(names, ["", *names], strict=False)
    )
    with pytest.raises(UserError, match="stands under more than 50 others") as refused:
        read_codebook_file(table.encode(), "c.csv")
    assert refused.value.where == "c.csv, line 53"
    nested = "".join(f'<Code name="{each}">' for each in names) + "</Code>" * depth
    with pytest.raises(UserError, match=r"more than 50 others|too deep in each other"):
        read_codebook_file(f"<CodeBook><Codes>{nested}</Codes></CodeBook>".encode(), "c.qdc")


def test_two_codes_of_one_guid_are_two_and_each_keeps_what_stands_under_it():
    guid = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a1"
    text = (
        f'<CodeBook><Codes><Code guid="{guid}1" name="A"><Code guid="{guid}2" name="B"/></Code>'
        f'<Code guid="{guid}1" name="C"><Code guid="{guid}1" name="D">'
        "<Description>Include: one\n\nmore\n\nInclude: two</Description></Code></Code>"
        "</Codes></CodeBook>"
    )
    rows, notes = read_codebook_file(text.encode(), "c.qdc")
    assert [(row.name, row.parent) for row in rows] == [
        ("A", ""),
        ("B", "A"),
        ("C", ""),
        ("D", "C"),
    ]
    assert (rows[0].id, len({row.id for row in rows})) == (f"{guid}1", 4)
    assert rows[3].include == "one\n\nmore\n\ntwo"
    assert [f"{each.place}: {each.what}" for each in notes] == [
        "code C: another code has its GUID too; it has a new one here",
        "code D: another code has its GUID too; it has a new one here",
    ]


def test_names_of_other_programs_are_made_fit_and_it_is_said():
    hidden = "Left\u202eright"
    text = f'<CodeBook><Codes><Code name="{hidden}"/><Code name="{"x" * 900}"/></Codes></CodeBook>'
    rows, notes = read_codebook_file(text.encode(), "c.qdc")
    assert [row.name for row in rows] == ["Left right", "x" * 190]
    assert len(notes) == 2


def test_many_codes_of_one_name_are_numbered():
    codes = '<Code name="A"/>' * 3_000 + '<Code name="A 2"/>'
    rows, _ = read_codebook_file(f"<CodeBook><Codes>{codes}</Codes></CodeBook>".encode(), "c.qdc")
    assert [rows[0].name, rows[1].name, rows[2_999].name] == ["A", "A 2", "A 3000"]
    assert rows[3_000].name == "A 2 2"


def test_what_a_workbook_holds_beyond_its_table_is_said():
    import io

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "definition", "beskrivelse"], ["A", "=1+1", "x"]):
        sheet.append(row)
    book.create_sheet("More").append(["name"])
    made = io.BytesIO()
    book.save(made)
    rows, notes = read_codebook_file(made.getvalue(), "c.xlsx")
    assert rows[0].definition == ""
    assert [f"{each.place}: {each.what}" for each in notes] == [
        "whole file: the first of 2 sheets was read, Sheet",
        "row 2: the formula in 'definition' has no saved value and counts as empty",
        "header: the column 'beskrivelse' is unknown and was not read",
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x" * 201, "has 201 characters; shorten it to 200"),
        ("A\x1b[31mB", "holds the hidden sign U+001B; leave it out"),
        ("A\u202eB", "holds the hidden sign U+202E; leave it out"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(name: str, says: str) -> None:
    with pytest.raises(UserError) as refused:
        read_codebook_file(f"name\nFirst\n{name}\n".encode(), "c.csv")
    assert refused.value.where == "c.csv, line 3"
    assert says in refused.value.sentence


def test_a_name_in_two_lines_is_put_into_one_and_it_is_said():
    table = 'name,parent\n"Shared\naffect",\nWarm,"Shared\naffect"\n'
    rows, notes = read_codebook_file(table.encode(), "c.csv")
    assert [(row.name, row.parent) for row in rows] == [
        ("Shared affect", ""),
        ("Warm", "Shared affect"),
    ]
    assert [f"{each.place}: {each.what}" for each in notes] == [
        "line 2: the name stands there in several lines; it is 'Shared affect' here"
    ]
