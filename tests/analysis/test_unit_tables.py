"""The tables of judgements and units: counted by hand, read by R, and as bare tables again."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.tables import study_tables
from annotator.app.verbs.agreeing import agree_on_table, question_of
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.app.verbs.exporting import export
from annotator.domain.codebook import Code, Codebook
from annotator.domain.memo import Memo
from annotator.domain.view import StudyView
from annotator.formats.csv_tables import csv_bytes
from tests.analysis.agreement import studies
from tests.analysis.agreement.judging import (
    ALLIANCE,
    bins,
    judged_set,
    judgement,
    study,
    with_book,
)

MARKERS = judged_set("bin", ("Denial", "Minimal"))
ONE_OF = replace(MARKERS, exclusive=True)
TALK = ("I laughed because I was embarrassed.", "And then?", "I wanted to take it back.", "Well.")
MINE = bins("A", "d1s1p", "Denial", "", None, "Denial Minimal")
THEIRS = bins("B", "d1s1p", "Denial", None, "Minimal", "Minimal")


def rows(view: StudyView, name: str, *, with_text: bool = False) -> list[dict[str, str]]:
    table = next(each for each in study_tables(view, with_text=with_text) if each.name == name)
    names = [column.name for column in table.columns]
    assert len({each.casefold() for each in names}) == len(names)
    assert all(len(each) <= 32 for each in names)
    return list(csv.DictReader(io.StringIO(csv_bytes(table, exact=True).decode(), newline="")))


def picked(own: list[dict[str, str]], *names: str, **where: str) -> list[tuple[str, ...]]:
    chosen = [each for each in own if all(each[key] == value for key, value in where.items())]
    return [tuple(each[name] for name in names) for each in chosen]


def test_bins_have_a_row_a_code_and_one_for_all_codes() -> None:
    own = rows(study(MARKERS, [*MINE, *THEIRS]), "units_by_coder")
    cells = ("unit_id", "coder_a", "coder_b")
    place = "D01/1/patient"
    assert picked(own, *cells, variable="codes") == [
        (f"{place}/0s", "Denial", "Denial"),
        (f"{place}/60s", "|", ""),
        (f"{place}/120s", "", "Minimal"),
        (f"{place}/180s", "Denial|Minimal", "Minimal"),
    ]
    assert picked(own, "coder_a", "coder_b", variable="Denial") == [
        ("1", "1"),
        ("0", ""),
        ("", "0"),
        ("1", "0"),
    ]
    assert {(each["bin_start_s"], each["bin_end_s"]) for each in own} == {
        (str(start), str(start + 60)) for start in (0, 60, 120, 180)
    }
    wide = rows(study(MARKERS, [*MINE, *THEIRS]), "units_by_code")
    assert picked(wide, "coder", "code_denial", "code_minimal", bin_start_s="180") == [
        ("A", "1", "1"),
        ("B", "0", "1"),
    ]
    long = rows(study(MARKERS, [*MINE, *THEIRS]), "judgements")
    assert picked(long, "bin_start_s", "kind", "code_path", "value", coder="A") == [
        ("0", "presence", "Judged/Denial", "1"),
        ("60", "none", "", ""),
        ("180", "presence", "Judged/Denial", "1"),
        ("180", "presence", "Judged/Minimal", "1"),
    ]


def test_values_and_ratings_carry_their_anchors() -> None:
    depth = replace(ALLIANCE, id="s-Depth", name="Depth", anchors=())
    rated = judged_set("session", ("Shame",), marking="rating", scales=(ALLIANCE, depth))
    one = replace(
        judgement("A", "d1s1", values={"Shame": 5}, ratings={"Depth": 2}), memo="=how strange"
    )
    view = study(rated, [one])
    long = rows(view, "judgements")
    cells = ("session", "account", "kind", "code", "scale", "value", "value_label")
    assert picked(long, *cells) == [
        ("1", "", "value", "Shame", "Alliance", "5", "strong"),
        ("1", "", "rating", "", "Depth", "2", ""),
    ]
    assert "memo" not in long[0]
    assert rows(view, "judgements", with_text=True)[0]["memo"] == "=how strange"
    by_coder = rows(view, "units_by_coder")
    assert picked(by_coder, "unit_id", "kind", "variable", "coder_a", "unit") == [
        ("D01/1", "value", "Shame", "5", "session"),
        ("D01/1", "rating", "Depth", "2", "session"),
    ]
    (wide,) = rows(view, "units_by_code")
    assert (wide["code_shame"], wide["rating_depth"], wide["rating_alliance"]) == ("5", "2", "")


def turn_study(**rules: Any) -> StudyView:
    """Three turns that count: A coded the first two, B the second, and is not done."""
    put, text = studies.Put, studies.Text
    work = {
        "A": [put(start=0, end=36, ratings=(("Intensity", 4),)), put(start=47, end=72)],
        "B": [put(start=40, end=72, codes=("Repair",))],
    }
    view = studies.study(text(words=TALK, asked=(1,), work=work), unit="turn", not_done=[("B", 0)])
    sets = view.codebooks["book"].sets
    book = replace(view.codebooks["book"], sets=(replace(sets[0], **rules), *sets[1:]))
    return replace(view, codebooks={**view.codebooks, "book": book})


def test_a_turn_without_a_code_is_none_only_of_whom_is_done() -> None:
    own = rows(turn_study(exclusive=True), "units_by_coder")
    assert picked(own, "turn", "coder_a", "coder_b", variable="codes") == [
        ("1", "Shame", ""),
        ("3", "Shame", "Repair"),
        ("4", "none", ""),
    ]
    assert picked(own, "turn", "coder_a", kind="rating") == [("1", "4")]
    several = rows(turn_study(), "units_by_code")
    assert picked(several, "turn", "coder", "code_shame", "code_repair", "rating_intensity") == [
        ("1", "A", "1", "0", "4"),
        ("3", "A", "1", "0", ""),
        ("3", "B", "0", "1", ""),
        ("4", "A", "0", "0", ""),
    ]
    obliged = rows(turn_study(exclusive=True, obligatory=True), "units_by_coder")
    assert picked(obliged, "turn", variable="codes") == [("1",), ("3",)]


def test_codes_have_the_name_of_their_version_and_of_today() -> None:
    first, second = MARKERS.codes
    third, fourth = Code(id="x", name="Warm"), Code(id="y", name="Cold")
    newer = replace(
        MARKERS,
        codes=(
            replace(first, became=("x", "y"), retired=True),
            replace(second, name="Minimal response"),
            third,
            fourth,
        ),
    )
    view = with_book(study(MARKERS, [*MINE, *THEIRS]), newer)
    long = rows(view, "judgements")
    assert set(picked(long, "codebook_version", "code_path", "code_now")) == {
        ("1", "Judged/Denial", ""),
        ("1", "Judged/Minimal", "Judged/Minimal response"),
        ("1", "", ""),
    }
    versions = rows(view, "codebook_versions")
    assert picked(versions, "version", "name", "code_now", row="code") == [
        ("1", "Denial", ""),
        ("1", "Minimal", "Judged/Minimal response"),
        ("2", "Denial", ""),
        ("2", "Minimal response", "Judged/Minimal response"),
        ("2", "Warm", "Judged/Warm"),
        ("2", "Cold", "Judged/Cold"),
    ]
    put, text = studies.Put, studies.Text
    talk = studies.study(text(work={"A": [put(start=0, end=9, codes=("Shame", "Distance"))]}))
    book = talk.codebooks["book"]
    shame, distance, repair = book.sets[0].codes
    codes = (replace(shame, name="Blush"), replace(distance, became=(repair.id,)), repair)
    merged = Codebook(id="3", number=3, sets=(replace(book.sets[0], codes=codes),))
    (moment,) = rows(replace(talk, codebooks={**talk.codebooks, "3": merged}), "moments")
    assert moment["codebook_version"] == "2"
    assert moment["codes"] == "Moments/Shame|Moments/Distance"
    assert moment["codes_now"] == "Moments/Blush|Moments/Repair"
    assert (moment["code_blush"], moment["code_repair"]) == ("1", "1")
    assert "code_distance" not in moment


def test_ratings_of_a_scale_that_is_gone_or_was_longer_stay_in_the_table_of_moments() -> None:
    put, text = studies.Put, studies.Text
    rated = (("Intensity", 5),)
    view = studies.study(text(work={"A": [put(start=0, end=9, ratings=rated)]}))
    own = view.codebook.sets[0]
    shorter = replace(own, scales=(replace(own.scales[0], maximum=3),))
    gone = replace(own, scales=())
    for number, after in ((3, shorter), (4, gone)):
        book = Codebook(id=f"{number}", number=number, sets=(after,))
        view = replace(view, codebooks={**view.codebooks, book.id: book})
        assert [each["rating_intensity"] for each in rows(view, "moments")] == ["5"]
        means = {
            column.name: column.means
            for table in study_tables(view, with_text=False)
            if table.name == "moments"
            for column in table.columns
        }
        assert (
            means["rating_intensity"]
            == {
                3: "rating on Intensity, 1 to 3 (1 to 5 in versions 1, 2)",
                4: "rating on Intensity, 1 to 3 (last in version 3; 1 to 5 in versions 1, 2)",
            }[number]
        )


def test_moments_keep_their_codes_where_their_set_judges_whole_units_now() -> None:
    put, text = studies.Put, studies.Text
    view = studies.study(text(work={"A": [put(start=0, end=9, codes=("Shame",))]}))
    book = view.codebook
    judging = replace(book.sets[0], unit="account")
    newer = replace(book, id="3", number=3, sets=(judging, *book.sets[1:]))
    (moment,) = rows(replace(view, codebooks={**view.codebooks, "3": newer}), "moments")
    assert moment["code_shame"] == "1"
    assert "code_distance" not in moment  # nobody gave it to a moment


def test_memos_are_text_and_stand_in_an_export_only_when_it_is_asked_for() -> None:
    memos = [
        Memo(id="1", coder_id="c-A", about="session", about_id="d1s1", text="Tense.", made_at="1"),
        Memo(id="2", coder_id="c-B", about="code", about_id="id-Denial", text="Rare.", made_at="2"),
        Memo(
            id="3",
            coder_id="c-B",
            about="turn",
            about_id="t-d1s1p",
            transcript_id="t-d1s1p",
            turn=0,
            text="Why?",
            made_at="3",
        ),
        Memo(id="4", coder_id="c-B", about="study", about_id="study", text="All.", made_at="4"),
    ]
    view = replace(study(MARKERS, MINE), memos={each.id: each for each in memos})
    assert "memos" not in {table.name for table in study_tables(view, with_text=False)}
    cells = ("coder", "about", "dyad", "session", "account", "turn", "code", "memo")
    assert picked(rows(view, "memos", with_text=True), *cells) == [
        ("A", "session", "D01", "1", "", "", "", "Tense."),
        ("B", "code", "", "", "", "", "Judged/Denial", "Rare."),
        ("B", "turn", "D01", "1", "patient", "1", "", "Why?"),
        ("B", "study", "", "", "", "", "", "All."),
    ]


def test_bins_of_two_lengths_that_start_together_are_two_units() -> None:
    view = study(MARKERS, [*MINE, *THEIRS])
    newer = replace(MARKERS, bin_ms=20_000)
    short = [
        replace(judgement(who, "d1s1p", "Minimal", unit="bin", start_ms=60_000, book="book-2"),
                id=f"{who}-short", end_ms=80_000)
        for who in "AB"
    ]  # fmt: skip
    view = with_book(view, newer)
    view = replace(view, judgements={**view.judgements, **{each.id: each for each in short}})
    own = rows(view, "units_by_code")
    place = "D01/1/patient"
    cells = ("unit_id", "bin_end_s", "coder", "code_denial", "code_minimal")
    assert picked(own, *cells, bin_start_s="60") == [
        (f"{place}/60s+60s", "120", "A", "0", "0"),  # "none" of the long bin is still there
        (f"{place}/60s", "80", "A", "0", "1"),
        (f"{place}/60s", "80", "B", "0", "1"),
    ]
    # What has the unit's plain name is what agreement counts: the rest is said to be left out.
    results = agree_in_study(view, Comparison(coefficients=("percent_agreement",)))
    plain = {each["unit_id"] for each in own if "+" not in each["unit_id"]}
    assert {each.result.n for each in results} == {len(plain)} == {1}


def test_a_last_bin_that_became_shorter_is_still_one_unit() -> None:
    long, short = bins("A", "d1s1p", "Denial")[0], bins("B", "d1s1p", "Minimal")[0]
    own = rows(study(MARKERS, [long, replace(short, end_ms=30_000)]), "units_by_coder")
    cells = ("unit_id", "bin_end_s", "coder_a", "coder_b")
    assert picked(own, *cells, variable="codes") == [
        ("D01/1/patient/0s", "30", "Denial", "Minimal")
    ]


def test_a_set_that_judges_other_units_now_keeps_the_rows_of_the_old_ones() -> None:
    view = with_book(study(MARKERS, MINE), replace(MARKERS, unit="account"))
    own = rows(view, "units_by_code")
    assert {each["unit"] for each in own} == {"bin"}
    assert len({each["unit_id"] for each in own}) == 3


def test_what_one_coder_judged_twice_counts_once_and_not_where_it_contradicts_itself() -> None:
    again = [replace(each, id=f"{each.id}-2") for each in MINE]
    again[0] = replace(again[0], codes=("id-Minimal",))
    own = rows(study(MARKERS, [*MINE, *again, *THEIRS]), "units_by_coder")
    assert picked(own, "coder_a", "coder_b", variable="codes")[:2] == [
        ("", "Denial"),
        ("|", ""),
    ]


LENGTHS = st.sampled_from([10_000, 20_000, 30_000, 60_000])
PLACES = st.lists(
    st.tuples(st.sampled_from("AB"), LENGTHS, st.integers(0, 3)), unique=True, max_size=12
)


@settings(max_examples=40, deadline=None)
@given(PLACES, LENGTHS)
def test_no_judged_bin_is_lost_and_no_unit_has_the_name_of_another(
    work: list[tuple[str, int, int]], last: int
) -> None:
    lengths = [*sorted({length for _, length, _ in work} - {last}), last]
    books = {
        f"b{length}": Codebook(
            id=f"b{length}", number=number, sets=(replace(MARKERS, bin_ms=length),)
        )
        for number, length in enumerate(lengths, 1)
    }
    made = [
        replace(
            judgement(who, "d1s1p", "Denial", unit="bin", start_ms=place * length),
            id=f"{who}-{length}-{place}",
            end_ms=(place + 1) * length,
            codebook_id=f"b{length}",
        )
        for who, length, place in work
    ]
    view = study(MARKERS, made)
    view = replace(
        view,
        codebooks=books,
        rounds={"r": replace(view.rounds["r"], codebook_id=f"b{last}")},
    )
    if not made:
        return
    own = rows(view, "units_by_code")
    assert sorted(
        (each["coder"], each["bin_start_s"], each["bin_end_s"]) for each in own
    ) == sorted(
        (who, f"{place * length // 1000}", f"{(place + 1) * length // 1000}")
        for who, length, place in work
    )
    names = {(each["unit_id"], each["bin_start_s"], each["bin_end_s"]) for each in own}
    assert len(names) == len({name for name, _, _ in names})


VALUES = st.lists(st.sampled_from(["Denial", "Minimal", "", None]), min_size=8, max_size=8)


@settings(max_examples=15, deadline=None)
@given(mine=VALUES, theirs=VALUES)
def test_the_bare_table_has_the_numbers_of_the_study(
    tmp_path_factory: pytest.TempPathFactory, mine: list[str | None], theirs: list[str | None]
) -> None:
    view = study(ONE_OF, [*bins("A", "d1s1p", *mine), *bins("B", "d1s1p", *theirs)])
    if not any(each is not None for each in (*mine, *theirs)):
        return
    lines = ["unit,coder,value"]
    for each in rows(view, "units_by_coder"):
        lines += [f"{each['unit_id']},{name},{each[f'coder_{name.lower()}']}" for name in "AB"]
    bare = tmp_path_factory.mktemp("bare") / "bare.csv"
    bare.write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = "cohen_kappa,krippendorff_alpha_nominal,percent_agreement"
    question = question_of(coefficients=names, categories="Denial,Minimal,none", replicates=0)
    own = {
        each.coefficient: each.value
        for each in agree_on_table(bare, "units", question)
        if each.code is None
    }
    asked = Comparison(coefficients=tuple(names.split(",")))
    in_study = {
        each.result.coefficient: each.result.value
        for each in agree_in_study(view, asked)
        if each.result.code is None
    }
    assert repr(own) == repr(in_study)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_computes_the_kappa_of_the_study(tmp_path: Path) -> None:
    mine = bins("A", "d1s1p", "Denial", "Denial", "Minimal", "", "Denial", "", None)
    theirs = bins("B", "d1s1p", "Denial", "Denial", "Minimal", "", "Minimal", "Denial", "Denial")
    view = study(ONE_OF, [*mine, *theirs])
    export(view, tmp_path, "csv")
    script = (
        f'u <- read.csv("{tmp_path.as_posix()}/units_by_coder.csv", na.strings = "");'
        'u <- u[u$variable == "codes", ]; t <- u[complete.cases(u[c("coder_a", "coder_b")]), ];'
        'l <- c("Denial", "Minimal", "none");'
        "m <- table(factor(t$coder_a, l), factor(t$coder_b, l)) / nrow(t);"
        "e <- sum(rowSums(m) * colSums(m));"
        "cat(nrow(u), sprintf('%.12f', (sum(diag(m)) - e) / (1 - e)), class(u$bin_start_s))"
    )
    ran = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], capture_output=True, text=True, check=True
    )
    n, kappa, kind = ran.stdout.split()
    assert (n, kind) == ("7", "integer")
    (own,) = [
        each.result.value
        for each in agree_in_study(view, Comparison(coefficients=("cohen_kappa",)))
    ]
    assert float(kappa) == pytest.approx(own)
