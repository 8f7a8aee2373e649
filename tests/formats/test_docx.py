"""What Word files hide: tracked changes, text boxes, content controls, tables, hidden text."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from annotator.domain.errors import UserError
from annotator.domain.reading import Reading
from annotator.formats import read
from tests.formats.word_files import STRICT, paragraph, run, table, word_file, zipped

BOLD = "<w:b/>"


def word(*body: str, **options: str) -> Reading:
    return read(word_file("".join(body), **options), "talk.docx")  # type: ignore[arg-type]


def turns(reading: Reading) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in reading.turns]


TALK = (("T", "hello"), ("P", "hi"))


@pytest.mark.parametrize(
    "body",
    [
        paragraph("T: hello") + paragraph("P: hi"),
        paragraph("T", ": he", "llo") + paragraph("P:", "<w:r><w:tab/></w:r>", "hi"),
        paragraph(run("T:", BOLD), " hello") + paragraph(run("P: ", BOLD), "hi"),
        paragraph(run("T", BOLD), ": hello") + paragraph(run("P", BOLD), run(": hi")),
        paragraph(run("T", BOLD), " hello") + paragraph(run("P ", BOLD), "hi"),
        paragraph(run("T", BOLD)) + paragraph("hello")
        + paragraph(run("P:", BOLD)) + paragraph("hi"),
        paragraph("T: hello<w:br/>") .replace("&lt;w:br/&gt;", "") + paragraph("P: hi"),
        paragraph("T: hello", "<w:r><w:br/></w:r>", "P: hi"),
        paragraph("T: hello", "<w:r><w:cr/></w:r>", "P: hi"),
        f"<w:sdt><w:sdtContent>{paragraph('T: hello')}</w:sdtContent></w:sdt>" + paragraph("P: hi"),
        "<w:p><w:sdt><w:sdtContent>" + run("T: ") + "</w:sdtContent></w:sdt>" + run("hello")
        + "</w:p>" + paragraph("P: hi"),
        "<w:p><w:hyperlink>" + run("T") + "</w:hyperlink>" + run(": hello") + "</w:p>"
        + paragraph("P: hi"),
        "<w:p>" + run("T: ") + "<w:smartTag><w:smartTag>" + run("hello")
        + "</w:smartTag></w:smartTag></w:p>" + paragraph("P: hi"),
        "<w:p>" + run("T: ") + "<w:ins>" + run("hello") + "</w:ins><w:del><w:r><w:delText>x"
        "</w:delText></w:r></w:del></w:p>" + paragraph("P: hi"),
        "<w:p>" + run("T: hel") + "<w:moveTo>" + run("lo") + "</w:moveTo><w:moveFrom>" + run("no")
        + "</w:moveFrom></w:p>" + paragraph("P: hi"),
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("T: hel") + "</w:p>" + paragraph("lo")
        + paragraph("P: hi"),
        paragraph("T: hello", run(" secret", "<w:vanish/>")) + paragraph("P: hi"),
        paragraph("T: hello", run("", "")) + "<w:p/>" + paragraph(" ") + paragraph("P: hi"),
        table(("T", "hello"), ("P", "hi")),
        table(("Speaker", "Text"), ("T:", "hello"), ("P:", "hi")),
        table(("Äußerung", "Sprecher:"), ("hello", "T"), ("hi", "P")),
        table(("Ytring", "Taler", "Kommentar"), ("hello", "T", ""), ("hi", "P", "laughs")),
        table(("Nr", "Who", "What was said", "x"), ("1", "T", "hello", ""), ("2", "P", "hi", "")),
        table(("T: hello", "P: hi")),
    ],
)  # fmt: skip
def test_the_same_talk_in_many_dresses(body: str) -> None:
    assert turns(word(body)) == list(TALK)


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml", "doc/text.xml"])
@pytest.mark.parametrize("namespace", [STRICT, None])
def test_main_part_and_namespace_are_found_and_not_assumed(
    main: str, namespace: str | None
) -> None:
    options = {"main": main} | ({"namespace": namespace} if namespace else {})
    assert turns(word(paragraph("T: hello"), paragraph("P: hi"), **options)) == list(TALK)


def test_special_characters_of_word() -> None:
    body = (
        "<w:p>" + run("T: a") + "<w:r><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t>"
        '<w:tab/><w:t>d</w:t><w:br w:type="page"/><w:t>e</w:t><w:sym w:font="x" w:char="2022"/>'
        "<w:lastRenderedPageBreak/></w:r></w:p>"
    )
    assert turns(word(body)) == [("T", "a\u2011b\u00adc\td e\u2022")]


def test_a_text_box_is_read_once() -> None:
    inside = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    body = (
        "<w:p>" + run("T: before") + "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>'
        "</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert turns(word(body)) == [("T", "before in the box")]


def test_fields_give_their_result_only() -> None:
    def character(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = paragraph(
        "T: on ", character("begin"), "<w:r><w:instrText>DATE</w:instrText></w:r>",
        run("hidden"), character("separate"), run("Monday"), character("end"), run(" then"),
    )  # fmt: skip
    assert turns(word(body)) == [("T", "on Monday then")]
    broken = paragraph("T: on ", character("begin"), run("Monday"))
    assert turns(word(broken)) == [("T", "on Monday")]


def test_what_is_left_out_is_told() -> None:
    footnotes = (
        "<w:footnotes NAMES><w:footnote>" + paragraph("a note") + "</w:footnote></w:footnotes>"
    )
    comments = "<w:comments NAMES><w:comment>" + paragraph("") + "</w:comment></w:comments>"
    body = (
        "<w:p>"
        + run("T: a")
        + "<w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
        + paragraph("P: b", run(" secret", "<w:vanish/>"))
    )
    content = word_file(
        body, parts={"footnotes": ("f.xml", footnotes), "comments": ("c.xml", comments)}
    )
    notes = read(content, "talk.docx").notes
    assert [(n.kind, n.place) for n in notes] == [
        ("dropped", "whole file"),
        ("dropped", "whole file"),
        ("dropped", "footnotes"),
    ]
    assert notes[2].text == "a note"
    assert "secret" not in " ".join(n.what for n in notes)


def test_bold_and_hidden_through_styles() -> None:
    styles = (
        "<w:styles NAMES>"
        '<w:style w:styleId="A"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:basedOn w:val="C"/><w:rPr><w:vanish/></w:rPr></w:style>'
        "</w:styles>"
    )
    label = '<w:rStyle w:val="B"/>'
    body = "".join(
        paragraph(run(who, label), run(" " + said), run(" gone", '<w:rStyle w:val="C"/>'))
        for who, said in (("Anna", "one"), ("Bo", "two"), ("Anna", "three"), ("Bo", "four"))
    )
    content = word_file(body, parts={"styles": ("styles.xml", styles)})
    assert turns(read(content, "x.docx")) == [
        ("Anna", "one"), ("Bo", "two"), ("Anna", "three"), ("Bo", "four"),
    ]  # fmt: skip


def test_bold_emphasis_and_bold_questions_are_no_labels() -> None:
    question = "What happened in you at that moment, when she said so?"
    reading = word(
        paragraph(run(question, BOLD)), paragraph("It hurt."),
        paragraph(run(question, BOLD)), paragraph(run("Really", BOLD), " it did."),
    )  # fmt: skip
    assert reading.speakers == {}
    assert len(reading.turns) == 4
    reading = word(
        paragraph("T: a"), paragraph(run("I", BOLD), " never said"), paragraph("P: b"),
    )  # fmt: skip
    assert turns(reading) == [("T", "a I never said"), ("P", "b")]


def test_soft_lines_are_turns_in_a_file_without_labels_and_continue_in_one_with_them() -> None:
    lines = "<w:r><w:br/></w:r>".join(map(run, ("one", "two")))
    assert turns(word(f"<w:p>{lines}</w:p>")) == [(None, "one"), (None, "two")]
    reading = word(paragraph("T: zero"), f"<w:p>{lines}</w:p>")
    assert turns(reading) == [("T", "zero one two")]
    assert [n.place for n in reading.notes] == ["paragraph 2, line 1", "paragraph 2, line 2"]


def test_table_with_times_gaps_and_several_paragraphs_in_a_cell() -> None:
    cells = "<w:tc>" + paragraph("one") + paragraph("two") + "</w:tc>"
    body = table(("Start", "End", "Role", "Transcript")).replace("</w:tbl>", "") + (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in ("0:05", "0:09,5", "T")) + cells
        + "</w:tr><w:tr>"
        + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in ("", "", "", "So: three", ))
        + "</w:tr><w:tr>"
        + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in ("[00:00:07]", "later", "P", "four"))
        + "</w:tr></w:tbl>"
    )  # fmt: skip
    reading = word(body)
    assert [(t.speaker, t.text, t.start_ms, t.end_ms) for t in reading.turns] == [
        ("T", "one two So: three", 5_000, 9_500),
        ("P", "four", 7_000, None),
    ]
    assert ("dropped", "table 1, row 1") in [(n.kind, n.place) for n in reading.notes]
    assert ("dropped", "table 1, row 4") in [(n.kind, n.place) for n in reading.notes]
    assert ("joined", "table 1, row 3") in [(n.kind, n.place) for n in reading.notes]


def test_merged_cells_are_read_once_and_other_tables_as_paragraphs() -> None:
    merged = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("wide")
        + '</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
        + paragraph("tall") + "</w:tc><w:tc>" + paragraph("a") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>" + paragraph("b")
        + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    texts = [turn.text for turn in word(paragraph("top"), merged, paragraph("end")).turns]
    assert texts == ["top", "wide", "tall", "a", "b", "end"]


def test_a_second_table_goes_on_and_a_nested_one_stays_in_its_cell() -> None:
    nested = f"<w:tc>{paragraph('P')}</w:tc><w:tc>{table(('two',))}{paragraph('three')}</w:tc>"
    reading = word(
        table(("Speaker", "Text"), ("T", "one")).replace(
            "</w:tbl>", f"<w:tr>{nested}</w:tr></w:tbl>"
        ),
        paragraph(""),
        table(("T", "four")),
    )
    assert turns(reading) == [("T", "one"), ("P", "two three"), ("T", "four")]


def test_a_file_that_python_docx_writes(tmp_path: object) -> None:
    document = docx.Document()
    document.add_heading("Interview 7", 1)
    for label, text in TALK:
        added = document.add_paragraph()
        added.add_run(f"{label}:").bold = True
        added.add_run(f"\t{text}")
    document.add_paragraph("numbered by Word", style="List Number")
    buffer = BytesIO()
    document.save(buffer)
    reading = read(buffer.getvalue(), "x.docx")
    assert turns(reading) == [
        ("T", "hello"),
        ("P", "hi numbered by Word"),
    ]
    assert [note.text for note in reading.notes if note.kind == "dropped"] == ["Interview 7"]


def test_right_to_left_text_stays_in_logical_order() -> None:
    hebrew = "שלום (0.4) T abc"
    look = "<w:rtl/><w:bCs/>"
    reading = word(
        *(paragraph(run(w, look), run(f" {hebrew}", "<w:rtl/>")) for w in ("מ", "ק", "מ", "ק"))
    )
    assert turns(reading) == [("מ", hebrew), ("ק", hebrew)] * 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "a PNG image"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"{\\rtf1 hello}", "an RTF document"),
        (b"T: hello\nP: hi\n", "not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".doc format"),
        (zipped({"a.txt": b"x"}), "zip archive"),
        (zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "Excel"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "archive"),
        (word_file(paragraph("T: x"))[:-200], "cannot be read"),
        (word_file("<w:p/>"), "no turns"),
        (word_file("<w:p><w:r></w:p>"), "broken"),
    ],
)
def test_what_is_no_word_file_is_said_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UserError) as caught:
        read(content, "talk.docx")
    assert says in caught.value.sentence
    assert caught.value.where.startswith("talk.docx")
    assert caught.value.hint
    assert "\n" not in caught.value.sentence


def test_a_word_file_with_another_ending_is_read_by_its_content() -> None:
    reading = read(word_file(paragraph("T: hello")), "talk.txt")
    assert (reading.format, reading.notes[0].kind) == ("docx", "inferred")
