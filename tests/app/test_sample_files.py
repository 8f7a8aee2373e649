"""The sample study as it lies on disk: what its README promises of the bare files.

Nothing here goes through the readers: a fault of theirs must not hide one of the sample's.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
COLUMNS = (
    "dyad,session,session_held,session_length,account,participant,interviewer,interview_held,"
    "status,reason,file,speakers,recording,attr_age_band,attr_gender,attr_experience_years,"
    "dyad_attr_outcome,dyad_attr_sessions_total"
).split(",")
RESERVED_KEYS = set("JKLMNX")
PALETTE = {"rose", "sand", "teal", "indigo", "green", "cyan", "wine", "olive", "purple", "grey"}

Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text("utf-8").splitlines()]


def _recall(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["account"] != "session"]


def _lag(row: Row) -> timedelta:
    hours, minutes, seconds = (int(part) for part in row["session_length"].split(":"))
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    end = datetime.fromisoformat(row["session_held"]) + length
    return datetime.fromisoformat(row["interview_held"]) - end


@pytest.fixture(scope="module")
def plan() -> list[Row]:
    return _rows("plan.csv")


def test_plan_has_the_columns_and_each_cell_once(plan: list[Row]) -> None:
    assert list(plan[0]) == COLUMNS
    cells = Counter((row["dyad"], row["session"], row["account"]) for row in plan)
    assert set(cells.values()) == {1}
    assert {row["dyad"] for row in plan} == {"D01", "D02", "D03", "D04"}
    assert len(_recall(plan)) == 16
    assert [(row["dyad"], row["session"]) for row in plan if row["account"] == "session"] == [
        ("D01", "3"),
        ("D01", "5"),
    ]


def test_one_interview_was_not_held_and_says_why(plan: list[Row]) -> None:
    (lost,) = [row for row in _recall(plan) if row["status"] != "held"]
    assert lost["status"] == "missing"
    assert lost["reason"]
    assert lost["file"] == lost["interview_held"] == ""


def test_one_interview_is_61_hours_after_the_session_and_no_other_late(plan: list[Row]) -> None:
    lags = sorted(_lag(row) for row in _recall(plan) if row["status"] == "held")
    assert lags[-1] == timedelta(hours=61)
    assert lags[0] > timedelta(0)
    assert lags[-2] <= timedelta(hours=48)


def test_rows_of_one_session_and_of_one_participant_agree(plan: list[Row]) -> None:
    sessions = {
        (row["dyad"], row["session"], row["session_held"], row["session_length"]) for row in plan
    }
    assert len(sessions) == 8
    people = {
        (row["participant"], *(row[name] for name in COLUMNS if name.startswith("attr_")))
        for row in _recall(plan)
    }
    assert len(people) == len({person[0] for person in people}) == 7


def test_plan_and_folder_name_the_same_files(plan: list[Row]) -> None:
    named = [row["file"] for row in plan if row["file"]]
    there = {path.relative_to(SAMPLE).as_posix() for path in (SAMPLE / "transcripts").iterdir()}
    assert len(named) == len(set(named)) == 17
    assert set(named) == there


@pytest.mark.parametrize(
    ("name", "encoding", "start"),
    [
        ("D01_S3_patient.txt", "utf-8", b"["),
        ("D02_S3_patient.txt", "utf-16", b"\xff\xfe"),
        ("D03_S3_therapist.txt", "utf-8-sig", b"\xef\xbb\xbf"),
        ("D04_S5_therapist.txt", "utf-8", b"("),
        ("D01_S5_patient.vtt", "utf-8-sig", b"\xef\xbb\xbfWEBVTT"),
        ("D02_S5_therapist.vtt", "utf-8", b"WEBVTT"),
        ("D03_S3_patient.srt", "utf-8", b"1\n"),
    ],
)
def test_encodings_are_those_promised(name: str, encoding: str, start: bytes) -> None:
    content = (SAMPLE / "transcripts" / name).read_bytes()
    assert content.startswith(start)
    assert "\ufffd" not in content.decode(encoding)


def test_one_file_is_cp1252_and_cannot_be_taken_for_utf8() -> None:
    content = (SAMPLE / "transcripts" / "D02_S5_patient.txt").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "\u2019" in content.decode("cp1252")


def test_line_ends_survive_the_checkout() -> None:
    for name, encoding in (("D02_S3_patient.txt", "utf-16"), ("D02_S5_patient.txt", "cp1252")):
        text = (SAMPLE / "transcripts" / name).read_bytes().decode(encoding)
        assert text.count("\n") == text.count("\r\n") > 0


def test_the_awkward_characters_are_there() -> None:
    piano = (SAMPLE / "transcripts" / "D01_S3_patient.txt").read_text("utf-8")
    assert "\U0001f643" in piano
    assert "A\u030alesund" in piano
    assert "[unintelligible " in piano
    scarf = (SAMPLE / "transcripts" / "D02_S3_patient.txt").read_text("utf-16")
    assert re.search(r"[\u0600-\u06ff]+ [\u0600-\u06ff]+", scarf)
    assert "eight\u00a0seconds" in scarf


def test_codebook_has_unique_free_keys_known_colours_and_its_scale() -> None:
    rows = _rows("codebook.csv")
    codes = [row for row in rows if row["row"] == "code"]
    keys = [row["key"] for row in codes if row["key"]]
    assert len(keys) == len(set(keys)) == 9 + 3 + 4
    assert not RESERVED_KEYS & set(keys)
    assert {row["colour"] for row in codes} <= PALETTE
    assert {row["parent"] for row in codes if row["parent"]} == {"Facilitating", "Hindering"}
    assert all(row["definition"] and row["include"] and row["exclude"] for row in codes)
    scales = {row["name"]: row for row in rows if row["row"] == "scale"}
    assert len(scales) == 3
    for name, scale in scales.items():
        points = [int(anchor.split("=")[0]) for anchor in scale["anchors"].split(" | ")]
        whole = list(range(int(scale["minimum"]), int(scale["maximum"]) + 1))
        assert points == ([1, 3, 5] if name == "Mended by its end" else whole)


def test_moments_pairings_and_done_speak_of_known_codes_accounts_and_quotes(
    plan: list[Row],
) -> None:
    held = {
        (row["dyad"], int(row["session"]), row["account"])
        for row in _recall(plan)
        if row["file"] and row["dyad"] in {"D01", "D02"}
    }
    known = {f"{row['set']}/{row['name']}" for row in _rows("codebook.csv") if row["key"]}
    moments = _lines("moments.jsonl")
    quotes = set()
    for moment in moments:
        place = (moment["dyad"], moment["session"], moment["account"])
        codes, ratings = moment["codes"], moment["ratings"]
        assert place in held
        assert isinstance(codes, list)
        assert set(codes) <= known
        assert isinstance(ratings, dict)
        assert ratings["Intensity"] in range(1, 6)
        quotes.add((moment["coder"], *place, moment["quote"]))
    assert {(coder, *place) for coder, *place, _ in quotes} == {
        (coder, *place) for coder in ("RA-1", "RA-2") for place in held
    }
    for pairing in _lines("pairings.jsonl"):
        assert pairing["relation"] in {"converging", "complementary", "diverging"}
        for account in ("therapist", "patient"):
            paired = pairing[account]
            assert isinstance(paired, list)
            assert paired
            for quote in paired:
                where = (pairing["coder"], pairing["dyad"], pairing["session"], account, quote)
                assert where in quotes
    done = {(r["coder"], r["dyad"], int(r["session"]), r["account"]) for r in _rows("done.csv")}
    assert done
    assert {(dyad, session, account) for _, dyad, session, account in done} <= held
    assert ("RA-2", "D01", 3, "patient") not in done
