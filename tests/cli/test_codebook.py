"""The codebook through the commands: versions, differences, files in and out."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.app.verbs.codebook_listing import codebook_text, difference_text
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.study import Study
from annotator.domain.view import StudyView
from tests.cli.conftest import Run

PLACE = {"dyad": "D07", "session": 3, "account": "patient", "start": 30, "end": 34}


def test_versions_and_their_difference_from_files(run: Run, study: Path, tmp_path: Path) -> None:
    before = run("codebook", study, "--json").json
    name = before["sets"][0]["codes"][0]["name"]
    line = json.dumps({**PLACE, "codes": [name]})
    assert run("mark", study, "--coder", "A", stdin=line).code == 0
    more = tmp_path / "more.csv"
    more.write_text(f"set,name\n{before['sets'][0]['name']},Brand new\n", encoding="utf-8")
    done = run("import", study, more, "--codebook", "--json")
    assert (done.code, done.json["version"], done.json["changed"]) == (0, 2, True)
    again = run("import", study, "--codebook", more)  # FILE may stand last too
    assert (again.code, again.err) == (0, "")
    told = run("codebook", study, "--since", 1, "--json").json
    assert [(each["kind"], each["what"]) for each in told["differences"]] == [
        ("added", f"{before['sets'][0]['name']}/Brand new")
    ]
    assert run("codebook", study, "--version", 1, "--json").json["versions"] == [1, 2]
    assert "1 change\n" in run("codebook", study, "--since", 1).out
    missing = run("codebook", study, "--version", 7)
    assert (missing.code, "there are 1, 2" in missing.err) == (2, True)


def test_out_and_in_again_changes_nothing_in_any_format(
    run: Run, study: Path, tmp_path: Path
) -> None:
    for form, ending in (("codebook-csv", "csv"), ("codebook-xlsx", "xlsx"), ("qdc", "qdc")):
        out = tmp_path / f"codes.{ending}"
        wrote = run("export", study, out, "--to", form, "--with-text")
        assert (wrote.code, wrote.out.splitlines()[0]) == (0, str(out))
        back = run("import", study, out, "--codebook", "--json").json
        assert back["changed"] is False
    assert run("new", tmp_path / "n.iprstudy", "--title", "N", "--plain",
               "--codebook", tmp_path / "codes.qdc").code == 0  # fmt: skip
    texts = [run("codebook", each).out for each in (study, tmp_path / "n.iprstudy")]
    assert texts[0] == texts[1]


def test_what_does_not_go_together_is_refused_in_one_line(
    run: Run, study: Path, tmp_path: Path
) -> None:
    for words, says in (
        (("import", study, "--codebook"), "--codebook needs a FILE"),
        (("import", study, "c.qdc", "--dyad", "D07", "--account", "patient"), "whole study"),
        (("import", study, "none.qdc"), "no such file"),
        (("export", study, tmp_path / "o", "--to", "qdc", "--coder", "A"), "--coder"),
        (("export", study, tmp_path / "o", "--to", "pdf"), "codebook-xlsx, qdc"),
    ):
        ran = run(*words)
        assert (ran.code, ran.err.count("\n"), says in ran.err) == (2, 1, True), ran.err


def test_a_new_study_tells_what_was_concluded_of_its_codebook(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "c.qdc"
    table.write_text('<CodeBook><Codes><Code name="A/B"/></Codes></CodeBook>', encoding="utf-8")
    place = tmp_path / "n.iprstudy"
    ran = run("new", place, "--title", "N", "--plain", "--codebook", table)
    assert (ran.code, ran.out.splitlines()) == (0, [
        "code A/B: it is called 'A – B' here.",
        f"{place}: a new plain study",
    ])  # fmt: skip


def test_a_deep_tree_and_a_hidden_sign_are_one_line(run: Run, study: Path, tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    chain = "".join(f"C{each},{f'C{each - 1}' if each else ''}\n" for each in range(1_500))
    for text, says in (
        (f"name,parent\n{chain}", "c.csv, line 53: the code 'C51' stands under more than 50"),
        ("name\nA\x1b[31m\n", "c.csv, line 2: the name 'A [31m' holds the hidden sign U+001B"),
    ):
        table.write_text(text, encoding="utf-8")
        ran = run("import", study, table, "--codebook")
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
        assert says in ran.err


def test_signs_that_a_terminal_obeys_are_not_printed() -> None:
    code = Code(id="c", name="A\x1b[31mB\u202eC", key="A")
    own = CodeSet(id="s", name="Red\x07", codes=(code,), source="by\x1b]0;x")
    book = Codebook(id="b", number=1, sets=(own,))
    view = StudyView(study=Study(id="t", title="T"), codebooks={"b": book}, revision=1)
    text = codebook_text(view, book)
    assert text.splitlines()[1:] == ["Red ", "  A [31mB C [A]", "  source: by ]0;x"]
    assert "\x1b" not in difference_text(Codebook(id="a", number=0), book)
