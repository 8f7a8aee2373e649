"""`annotator pictures` on the sample study: names, formats, and one sentence for bad input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from annotator.app.verbs.picturing import sheet_of
from annotator.app.verbs.sample import make_sample
from annotator.ui.charts import making

pytestmark = pytest.mark.usefixtures("fresh_application")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_each_kind_is_written_under_a_speaking_name(sample, run, tmp_path):
    ran = run("pictures", sample, tmp_path / "out", "--to", "svg", "--dyad", "D01", "D02")
    assert (ran.code, ran.err) == (0, "")
    assert names(tmp_path / "out") == sorted(
        [
            "convergence.svg",
            "course_D01.svg",
            "course_D02.svg",
            "heatmap_moments.svg",
            "heatmap_time.svg",
            "lag.svg",
            "page_D01.svg",
            "page_D02.svg",
            "timeline_D01.svg",
            "timeline_D02.svg",
            "transitions.svg",
        ]
    )
    assert set(ran.out.splitlines()) == {
        str(tmp_path / "out" / name) for name in names(tmp_path / "out")
    }
    for path in (tmp_path / "out").iterdir():
        ET.fromstring(path.read_bytes())


def test_the_formats_and_the_words_that_were_asked_for(sample, run, tmp_path):
    asked = ("pictures", sample, tmp_path / "out", "--dyad", "D01", "--kind", "page")
    assert run(*asked, "--to", "pdf").code == 0
    plain = (tmp_path / "out" / "page_D01.pdf").read_bytes()
    assert run(*asked, "--to", "pdf,png", "--with-text").code == 0
    words = (tmp_path / "out" / "page_D01.pdf").read_bytes()
    again = run(*asked, "--to", "pdf").out.splitlines()
    assert again == [str(tmp_path / "out" / "page_D01.pdf"), "replaced: page_D01.pdf"]
    assert len(words) > len(plain)
    assert {"page_D01.png", "page_D01_2.png", "page_D01.pdf"} <= set(names(tmp_path / "out"))


def test_words_of_pages_are_masked_or_kept_back(sample, run, tmp_path, monkeypatch):
    out = tmp_path / "out"
    asked = ["pictures", sample, out, "--kind", "page", "--dyad", "D01", "--to", "svg"]
    key = tmp_path / "elsewhere" / "key.csv"
    key.parent.mkdir()
    key.write_text("pseudonym,name\nP01,laughed\n", encoding="utf-8")
    words = ["--with-text", "--names", key]
    stopped = run(*asked, *words, "--strict")
    assert (stopped.code, stopped.err) == (1, "")
    assert stopped.out.startswith("nothing is written\nleaks: ")
    assert not out.exists()
    drawn = []
    made = making.made_pictures

    def noted(subject):
        drawn.append(subject)
        return made(subject)

    monkeypatch.setattr(making, "made_pictures", noted)
    ran = run(*asked, *words, "--mask", "name")
    assert (ran.code, ran.err) == (0, "")
    assert "placeholders stand in" in ran.out
    quotes = sheet_of(drawn[0], drawn[0].dyads[0]).quotes
    said = " ".join(f"{each.therapist} {each.patient}" for each in quotes)
    assert "[name]" in said
    assert "laughed" not in said.casefold()
    refused = run(*asked, "--mask", "name")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)


def test_seed_and_coder_stand_under_the_picture(sample, run, tmp_path):
    ran = run(
        "pictures", sample, tmp_path, "--kind", "convergence", "--to", "svg", "--seed", "11",
        "--coder", "RA-2",
    )  # fmt: skip
    assert ran.code == 0
    text = " ".join(ET.fromstring((tmp_path / "convergence.svg").read_bytes()).itertext())
    assert "seed 11" in text
    assert "Coder RA-2" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--dyad", "D99"), "no dyad 'D99'; there are D01, D02, D03, D04."),
        (("--kind", "pie"), "--kind: no kind of picture 'pie'; there are timeline, course,"),
        (("--kind", ","), "--kind: no kind of picture is named"),
        (("--to", "gif"), "--to: no format 'gif'; there are svg, png, pdf."),
        (("--coder", "RA-9"), "no coder 'RA-9'"),
        (("--set", "Nope"), "no set of codes 'Nope'"),
        (("--seed", "-1"), "--seed: -1 is no seed"),
        (
            ("--dyad", "D04", "--kind", "convergence"),
            "there is nothing to draw; RA-1 has coded both accounts of no session.",
        ),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(sample, run, tmp_path, arguments, said):
    ran = run("pictures", sample, tmp_path / "out", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_drawn_beside_what_can_is_told(sample, run, tmp_path):
    ran = run(
        "pictures", sample, tmp_path, "--dyad", "D04", "--kind", "timeline,lag", "--to", "svg"
    )
    assert ran.code == 0
    assert names(tmp_path) == ["timeline_D04.svg"]
    assert ran.out.splitlines()[-1].startswith("left out: lag: ")


def test_it_needs_no_display_and_leaves_in_good_order(sample, tmp_path):
    surroundings = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "pictures", str(sample), str(tmp_path / "out"),
         "--kind", "heatmap", "--to", "png"],
        env={**surroundings, "ANNOTATOR_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert names(tmp_path / "out") == ["heatmap_moments.png", "heatmap_time.png"]
