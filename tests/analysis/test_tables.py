"""The export tables, against the view and against R."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.analysis.tables import study_tables
from annotator.app.open_study import open_study
from annotator.app.verbs.exporting import export
from annotator.app.verbs.sample import make_sample
from annotator.domain.errors import UserError
from annotator.domain.table import column_name
from annotator.domain.transcript import Aside
from annotator.domain.view import StudyView
from annotator.formats.csv_tables import csv_bytes, disarmed


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    """The view of the sample study."""
    with open_study(make_sample(tmp_path_factory.mktemp("sample"))) as study:
        return study.view


def rows(view: StudyView, name: str, *, with_text: bool = False) -> list[dict[str, str]]:
    """An export table read back by the standard library."""
    table = next(each for each in study_tables(view, with_text=with_text) if each.name == name)
    return list(csv.DictReader(io.StringIO(csv_bytes(table, exact=True).decode(), newline="")))


def test_every_moment_has_a_row_with_its_codes_and_rating(view: StudyView) -> None:
    listed = {row["moment_id"]: row for row in rows(view, "moments", with_text=True)}
    moments = list(view.all_moments())
    assert len(listed) == len(moments)
    shame = next(code for _, code in view.codebook.codes() if code.name == "Shame")
    scale = next(scale for _, scale in view.codebook.scales())
    for moment in moments:
        row = listed[moment.id]
        assert row["quote"] == view.transcripts[moment.transcript_id].quote(
            moment.start, moment.end
        )
        assert row["code_shame"] == str(int(shame.id in moment.codes))
        value = moment.rating(scale.id)
        assert row["rating_intensity"] == ("" if value is None else str(value))
        start, _ = view.interval_of(moment)
        assert row["session_start_ms"] == ("" if start is None else str(start))


def test_without_text_no_words_leave_the_study(view: StudyView) -> None:
    said = b"\n".join(csv_bytes(table) for table in study_tables(view, with_text=False))
    for _, code in view.codebook.codes():
        assert all(example.encode() not in said for example in code.examples)
    for moment in view.all_moments():
        quote = view.transcripts[moment.transcript_id].quote(moment.start, moment.end)
        assert quote.encode() not in said
        assert not moment.memo or moment.memo.encode() not in said


def test_column_names_suit_r_and_spss(view: StudyView) -> None:
    for table in study_tables(view, with_text=True):
        names = [column.name for column in table.columns]
        assert len({name.casefold() for name in names}) == len(names)
        for name in names:
            assert len(name) <= 32
            assert name[0].isalpha()
            assert name.isascii()
            assert name.replace("_", "a").isalnum()
        assert all(len(row) == len(names) for row in table.rows)


def test_interviews_tell_missing_and_late(view: StudyView) -> None:
    listed = rows(view, "interviews")
    assert len(listed) == 16
    assert [row["status"] for row in listed].count("missing") == 1
    assert next(row["reason"] for row in listed if row["status"] == "missing")
    assert [row["lag_h"] for row in listed if row["late"] == "1"] == ["61.0"]


def test_of_a_shut_account_nothing_is_counted(view: StudyView) -> None:
    """The view of who may not read an account holds neither its text nor what stands there."""
    account = view.find_account("D01", 3, "patient")
    texts = {key: each for key, each in view.transcripts.items() if each.account_id != account.id}
    blind = replace(
        view,
        transcripts=texts,
        moments={key: each for key, each in view.moments.items() if key in texts},
        pairings={},
        shut=frozenset({account.id}),
    )
    counts = ("turns", "words", "stops", "moments")
    listed = {(r["dyad"], r["session"], r["account"]): r for r in rows(blind, "interviews")}
    assert [listed["D01", "3", "patient"][each] for each in counts] == ["", "", "", ""]
    assert all(listed["D01", "3", "therapist"][each] for each in counts)


def test_pairings_name_moments_of_both_sides(view: StudyView) -> None:
    ids = {moment.id for moment in view.all_moments()}
    listed = rows(view, "pairings")
    assert len(listed) == len(view.pairings)
    for row in listed:
        for side in ("therapist_moments", "patient_moments"):
            assert set(row[side].split("|")) <= ids


@pytest.mark.parametrize("text", ["=1+1", "+1", "-so", "@x", "\tx", " =1", "＝1", "\u00a0@x"])
def test_no_cell_starts_a_formula(text: str) -> None:
    assert disarmed(text) == f"'{text}"


def test_names_never_clash() -> None:
    taken: set[str] = set()
    for text in [
        "Shame",
        "shame",
        "Scham & Schuld " * 4,
        "Scham & Schuld " * 5,
        "日本",
        "中国",
        "1x",
    ]:
        name = column_name(text, taken)
        assert name not in taken
        taken.add(name)


def test_a_table_that_cannot_be_replaced_leaves_the_export_before(
    view: StudyView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(view, tmp_path, "csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    move = Path.replace

    def locked(path: Path, target: Path) -> Path:
        if path.name == "pairings.csv" and path.parent == tmp_path:
            raise PermissionError(13, "is open in another program")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(UserError, match="open in another program"):
        export(view, tmp_path, "csv", with_text=True)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_export(view: StudyView, tmp_path: Path) -> None:
    export(view, tmp_path, "csv", with_text=True)
    script = (
        f'm <- read.csv("{tmp_path.as_posix()}/moments.csv", encoding = "UTF-8");'
        "cat(nrow(m), sum(m$code_shame), class(m$session_start_ms), sum(nchar(m$quote)))"
    )
    ran = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], capture_output=True, text=True, check=True
    )
    n, shame, kind, characters = ran.stdout.split()
    moments = list(view.all_moments())
    code = next(code for _, code in view.codebook.codes() if code.name == "Shame")
    assert int(n) == len(moments)
    assert int(shame) == sum(code.id in moment.codes for moment in moments)
    assert kind == "integer"
    quotes = (view.transcripts[m.transcript_id].quote(m.start, m.end) for m in moments)
    assert int(characters) == sum(len(str(disarmed(quote))) for quote in quotes)


def test_scores_have_a_row_for_every_place_and_stand_beside_interviews_and_pairings(
    view: StudyView,
) -> None:
    listed = rows(view, "scores")
    # 8 sessions; WAI-SR and SEQ Depth by both parties, CORE-10 by the patient.
    assert len(listed) == 8 * 5
    lacking = [row for row in listed if not row["score"]]
    assert [(row["dyad"], row["session"], row["party"], row["measure"]) for row in lacking] == [
        ("D03", "5", "patient", "SEQ Depth"),
        ("D03", "5", "patient", "WAI-SR"),
    ]
    held = {(r["dyad"], r["session"], r["party"], r["measure"]): r["score"] for r in listed}
    for name in ("interviews", "pairings"):
        for row in rows(view, name):
            place = (row["dyad"], row["session"])
            assert row["score_therapist_wai_sr"] == held[*place, "therapist", "WAI-SR"]
            assert row["score_patient_wai_sr"] == held[*place, "patient", "WAI-SR"]
            assert row["score_patient_core_10"] == held[*place, "patient", "CORE-10"]


def test_a_study_without_scores_has_no_table_of_them(view: StudyView) -> None:
    bare = replace(view, measures={}, scores={})
    names = [table.name for table in study_tables(bare, with_text=False)]
    assert "scores" not in names
    assert not any(column.startswith("score_") for column in rows(bare, "interviews")[0])


def with_asides(view: StudyView, offset_ms: int = 7_000) -> tuple[StudyView, str]:
    """The sample, a moment of it in an aside about another time, and its neighbourhood in none.

    Returns:
        The view, where the account's clock begins later, and the transcript's id.
    """
    transcript_id, own = next(
        (key, sorted(own.values(), key=lambda each: each.start))
        for key, own in sorted(view.moments.items())
        if view.accounts[view.transcripts[key].account_id].is_recall and len(own) > 3
    )
    first = own[0]
    second = next(each for each in own if each.start > first.start)  # the two do not overlap
    asides = (
        Aside(
            id="other time", transcript_id=transcript_id, start=first.start,
            end=first.start + 1, start_ms=5_000, end_ms=9_000, note="of the greeting",
        ),
        Aside(id="no time", transcript_id=transcript_id, start=second.start, end=second.end),
    )  # fmt: skip
    account = view.accounts[view.transcripts[transcript_id].account_id]
    return replace(
        view,
        asides={transcript_id: tuple(sorted(asides, key=lambda each: each.start))},
        accounts={**view.accounts, account.id: replace(account, clock_offset_ms=offset_ms)},
    ), transcript_id


def test_session_time_can_be_computed_from_the_tables_of_stops_and_asides(
    view: StudyView,
) -> None:
    """By a plain walk over the characters of each moment: what governs each, and its times."""
    made, _ = with_asides(view)
    place = ("dyad", "session", "account")
    stops, asides = rows(made, "stops"), rows(made, "asides")
    compared = 0
    for row in rows(made, "moments"):
        if row["account"] == "session" or row["session_time_from"] == "by hand":
            continue
        own_stops = [each for each in stops if all(each[key] == row[key] for key in place)]
        own_asides = [each for each in asides if all(each[key] == row[key] for key in place)]
        times: set[tuple[str, str]] = set()
        for at in range(int(row["start"]), int(row["end"])):
            holding = [a for a in own_asides if int(a["start"]) <= at < int(a["end"])]
            before = [s for s in own_stops if int(s["position"]) <= at]
            governs = (holding or before)[-1:]
            times.update((g["session_start_ms"], g["session_end_ms"]) for g in governs)
        starts = [int(start) for start, _ in times if start]
        assert row["session_start_ms"] == (str(min(starts)) if starts else "")
        compared += 1
    assert compared > 20


def test_asides_stand_in_a_table_of_their_own_and_their_moments_under_no_stop(
    view: StudyView,
) -> None:
    made, transcript_id = with_asides(view)
    assert "asides" not in [table.name for table in study_tables(view, with_text=False)]
    listed = {row["aside_id"]: row for row in rows(made, "asides")}
    first, second = listed["other time"], listed["no time"]
    assert (first["session_start_ms"], first["session_end_ms"]) == ("12000", "16000")
    assert (second["session_start_ms"], second["session_end_ms"]) == ("", "")
    transcript = made.transcripts[transcript_id]
    assert first["first_turn"] == str(transcript.turn_at(int(first["start"])) + 1)
    starts = [each.start for each in made.moments_of(transcript_id).values()]
    for row in listed.values():
        within = [at for at in starts if int(row["start"]) <= at < int(row["end"])]
        assert row["moments"] == str(len(within))
    assert int(first["moments"]) >= 1
    ids = {stop.id for stop in made.stops_of(transcript_id)}
    under = sum(int(row["moments"]) for row in rows(made, "stops") if row["stop_id"] in ids)
    before = sum(int(row["moments"]) for row in rows(view, "stops") if row["stop_id"] in ids)
    assert before - under == sum(int(row["moments"]) for row in listed.values())


def test_the_note_of_an_aside_leaves_the_study_only_where_words_were_asked_for(
    view: StudyView,
) -> None:
    made, _ = with_asides(view)
    assert "note" not in rows(made, "asides")[0]
    notes = {row["aside_id"]: row["note"] for row in rows(made, "asides", with_text=True)}
    assert notes == {"other time": "of the greeting", "no time": ""}
