from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from math import nan

import pytest

from annotator.analysis.agreement import Resampling
from annotator.analysis.agreement.comparators import Comparator
from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.drift import EQUAL_TIMES
from annotator.analysis.agreement.overview import Overview
from annotator.analysis.agreement.report import MOST_PAIRS_DRAWN, report_of
from annotator.analysis.agreement.report_lists import MOST_ROWS
from annotator.analysis.agreement.report_numbers import confusions_table, numbers_table
from annotator.domain.report import Grid, Heading, Paragraph, Picture, Report
from tests.analysis.agreement.report_overviews import (
    NASTY,
    PAIR,
    WORDS,
    nothing_defined,
    overview,
    result,
    row,
)
from tests.analysis.agreement.studies import Put, Text, study

NVIVO = Comparator(
    tool="NVivo", label="all sources", note="Its own way.", results=(result("char_kappa", 0.7),)
)
SOURCE = replace(NVIVO, label="D01, session 1, patient")


def made(of: Overview | None = None, **asked) -> Report:
    known = {"title": "Agreement", "software": "IPR Annotator 9.9", "comparators": (NVIVO, SOURCE)}
    when = datetime(2026, 3, 12, tzinfo=UTC)
    return report_of(of or overview(), made_at=when, **{**known, **asked})


def texts(report: Report) -> list[str]:
    found = [report.title]
    for block in report.blocks:
        if isinstance(block, Grid):
            found += [
                block.caption,
                *block.columns,
                *block.notes,
                *(c for r in block.rows for c in r),
            ]
        elif isinstance(block, Picture):
            found += [block.caption, block.svg, block.alt]
        else:
            found.append(block.text)
    return found


def grid(report: Report, caption: str) -> Grid:
    return next(b for b in report.blocks if isinstance(b, Grid) and caption in b.caption)


def methods(report: Report) -> str:
    blocks = list(report.blocks)
    start = blocks.index(Heading(text="Methods")) + 1
    found = []
    for block in blocks[start:]:
        if not isinstance(block, Paragraph):
            break
        found.append(block.text)
    return " ".join(found)


def test_the_methods_name_all_that_a_paper_must():
    said = methods(made(resampling=Resampling(replicates=2000, seed=7)))
    for what in (
        "3 coders (RA-1, RA-2 and RA-3)",
        "2 transcripts",
        "3 codes of the set “Moments”",
        "The unit of analysis was the character",
        "Interviewers’ turns were left out",
        "|u-alpha (Krippendorff, Mathet, Bouvry & Widlöcher (2016)",
        ".71, 95 % CI [.66, .76], n = 1,234 characters",
        "resting on 38.0 % of what was compared",
        "jackknife, Fisher z",
        "12 documents",
        "2,000 bootstrap replicates",
        "(seed 7)",
        "from .667 as acceptable and from .8 as good",
        "D01, session 2, patient: not done by RA-3",
        "IPR Annotator 9.9, formula version 1",
    ):
        assert what in said


def test_the_methods_name_only_those_who_did_something():
    whole = overview().compared
    assigned = replace(whole, coders=(*whole.coders, "RA-9"))
    said = methods(made(overview(compared=assigned)))
    assert "for 3 coders (RA-1, RA-2 and RA-3)" in said
    assert "RA-9" not in said


def test_agreement_with_the_consensus_is_called_that():
    work = {"RA-1": [Put(start=0, end=8)], "settled": [Put(start=2, end=8)]}
    view = study(Text(words=WORDS, work=work), roles={"settled": "consensus"})
    with_layer = compare(view, round_name="first", coders=["RA-1", "settled"])
    said = methods(made(overview(compared=with_layer)))
    assert "Agreement of RA-1 with the consensus was computed in the round" in said
    assert "coders (" not in said
    assert "done by the coder and settled" in said


def test_the_seed_is_named_only_where_something_was_drawn():
    def seeded(**changes: object) -> str:
        return methods(made(overview(headline=(result("u_alpha", 0.7, **changes),))))

    assert "(seed 7)" in seeded()
    assert "seed" not in seeded(below=())
    assert "random seed was 7" in seeded(below=(), ci_kind="bootstrap percentile")
    gamma = overview(headline=(result("gamma", 0.7, below=()),))
    assert "random seed was 7" in methods(made(gamma))


def test_no_transcript_was_left_out_is_said_only_where_it_is_so():
    done = replace(overview().compared, not_done=(), not_taken=())
    assert "No transcript was left out." in methods(made(overview(compared=done)))
    limited = replace(done, not_taken=("2 transcripts of other accounts: the set is for them",))
    said = methods(made(overview(compared=limited)))
    assert "No transcript" not in said
    assert "Left out: 2 transcripts of other accounts" in said


def test_what_is_not_beyond_chance_is_neither_good_nor_bad():
    shares = overview(headline=(result("percent_agreement", 0.72, below=()),), codes=())
    [line] = grid(made(shares), "Agreement on all codes").rows
    assert line[-2:] == ("–", "–")
    assert "no threshold" in made(shares).pictures[0].svg
    assert "no threshold" not in made().pictures[0].svg


def test_equal_times_are_told_beside_the_drift():
    point = overview().drift["RA-1"][0]
    twice = overview(drift={"RA-1": (point, replace(point, document="D01, session 2"))})
    assert EQUAL_TIMES in grid(made(twice), "in order of coding").notes
    later = replace(point, document="D01, session 2", done_at="2026-03-02")
    apart = overview(drift={"RA-1": (point, later)})
    assert EQUAL_TIMES not in grid(made(apart), "in order of coding").notes


def test_a_value_below_a_threshold_never_reads_as_if_it_had_reached_it():
    rows = {each[0]: each for each in grid(made(), "Agreement on all codes").rows}
    assert rows["u-alpha"][2] == ".665"  # .6652 is below .667, and .67 would not be
    assert rows["u-alpha"][-1] == "below the study’s threshold"
    assert rows["|u-alpha"][2:4] == (".71", "[.66, .76]")
    assert [rows[name][-1] for name in ("|u-alpha", "cu-alpha")] == ["acceptable", "good"]


def test_nothing_defined_is_told_with_reasons_and_never_as_a_number():
    report = made(nothing_defined(), comparators=())
    values = grid(report, "Agreement on all codes")
    assert {each[2] for each in values.rows} == {"–"}
    assert any("nothing that two coders marked carries it" in note for note in values.notes)
    for block in report.blocks:
        if isinstance(block, Grid):
            for line in block.rows:
                assert not {".00", "1.00", "nan", "NaN"} & set(line)
    assert not re.search(r"\bnan\b", " ".join(texts(report)))
    assert "was undefined: nothing that two coders marked carries it" in methods(report)


def test_no_word_of_a_transcript_is_in_it():
    whole = " ".join(texts(made()))
    for words in WORDS:
        for part in (words, words.split()[1]):
            assert f" {part} " not in whole
    assert "no words of the transcripts" in whole


def test_tables_and_pictures_are_counted_and_have_words_for_those_who_cannot_see():
    report = made()
    grids = [block for block in report.blocks if isinstance(block, Grid)]
    assert [g.caption.split(".")[0] for g in grids] == [f"Table {n + 1}" for n in range(len(grids))]
    assert len({picture.name for picture in report.pictures}) == len(report.pictures) >= 4
    intervals = report.pictures[0]
    assert "u-alpha: .665 [.62, .72]" in intervals.alt
    assert "Repair: undefined, the code was never used" in intervals.alt


def test_other_programs_are_labelled_as_such_and_their_sources_are_in_the_csv_only():
    report = made()
    headings = [block.text for block in report.blocks if isinstance(block, Heading)]
    assert "As NVivo would print it" in headings
    assert grid(report, "As NVivo would print it: all sources").rows == (
        ("all", "RA-1, RA-2", ".70"),
    )
    assert "1 more table of NVivo" in " ".join(texts(report))
    groups = {line[-2] for line in numbers_table(overview(), (NVIVO, SOURCE)).rows}
    assert "as NVivo would print it: D01, session 1, patient" in groups


def test_each_coefficient_that_is_printed_is_explained_with_its_source():
    explained = {each[0]: each for each in grid(made(), "what they say").rows}
    assert set(explained) == {
        "|u-alpha (bar_u_alpha)",
        "cu-alpha (cu_alpha)",
        "u-alpha (u_alpha)",
        "(k)u-alpha (ku_alpha)",
        "ICC(2,1) (icc_2_1)",
        "F1 (span_f1)",
        "κ on characters (char_kappa)",
    }
    assert "Shrout & Fleiss (1979)" in explained["ICC(2,1) (icc_2_1)"][2]


def test_with_many_pairs_those_who_agree_least_are_drawn():
    coders = [f"RA-{n}" for n in range(6)]
    pairs = [(a, b) for place, a in enumerate(coders) for b in coders[place + 1 :]]
    table = overview().confusions[PAIR]
    report = made(
        overview(
            matrix={pair: result("u_alpha", n / 20) for n, pair in enumerate(reversed(pairs))},
            confusions=dict.fromkeys(pairs, table),
        )
    )
    drawn = [p.caption for p in report.pictures if p.name.startswith("confusion-")]
    assert len(drawn) == MOST_PAIRS_DRAWN
    assert "Codes of RA-4 (rows) by codes of RA-5" in drawn[0]
    assert "9 other pairs" in " ".join(texts(report))


def test_a_long_table_is_cut_and_says_so():
    many = tuple(result("span_f1", 0.5, coders=(f"RA-{n}", "RA-0")) for n in range(MOST_ROWS + 7))
    found = grid(made(overview(everything=many)), "All coefficients")
    assert len(found.rows) == MOST_ROWS
    assert "7 more are in agreement.csv." in found.notes


def test_work_that_was_not_done_is_not_called_done():
    compared = overview().compared
    taken = replace(
        compared,
        not_done=(),
        not_taken=("nothing, though 1 transcripts of coders are not marked done",),
    )
    assert "marked as done by two" not in methods(made(overview(compared=taken)))


# The bare numbers ---------------------------------------------------------------------------


def test_the_table_of_numbers_holds_every_value_once():
    table = numbers_table(overview(), ())
    names = [column.name for column in table.columns]
    assert names[:6] == ["coefficient", "code", "coders", "value", "reason", "ci_low"]
    assert names[6:12] == ["ci_high", "ci_kind", "n", "unit", "coverage", "prevalence"]
    assert names[12:17] == ["excluded", "notes", "version", "seed", "group"]
    assert len(set(table.rows)) == len(table.rows)
    lines = [dict(zip(names, line, strict=True)) for line in table.rows]
    by_key = {(e["coefficient"], e["code"], e["group"]): e for e in lines}
    assert by_key["u_alpha", None, None]["value"] == 0.6652  # not rounded
    assert by_key["u_alpha", None, "dyad D01"]["seed"] == 7
    assert by_key["icc_2_1", None, "scale Intensity"]["n"] == 9
    assert by_key["u_alpha", None, "drift 1: D01, session 1"]["ci_low"] == 0.5
    missing = by_key["ku_alpha", "Repair", None]
    assert (missing["value"], missing["reason"]) == (None, "the code was never used")


def test_an_undefined_value_is_empty_with_its_reason():
    table = numbers_table(nothing_defined(), ())
    for line in table.rows:
        assert line[3] is None
        assert line[4]


def test_the_confusions_add_up():
    table = confusions_table(overview())
    assert sum(float(line[4] or 0) for line in table.rows) == overview().confusions[PAIR].sum()
    assert (*PAIR, "Shame", "Distance", 147) in table.rows
    assert (*PAIR, "Repair", "Repair", 0) not in table.rows


@pytest.mark.parametrize("name", NASTY)
def test_any_name_of_a_code_gives_a_report(name):
    report = made(overview(codes=(row(name, result("ku_alpha", nan, reason="none", ci_low=None)),)))
    assert grid(report, "Agreement by code").rows[0][0] == name
