"""What this machine forgets of a participant who was erased, and what it keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app import erased_places, recording_places, settings, waveform
from annotator.app.recording_places import Places, Stamp
from annotator.app.settings import Place, Settings
from annotator.app.verbs.certifying import certificate_lines, certificate_values, found_lines
from annotator.domain.erasure import Earlier, ErasedFile, Erasure, Found, Out
from annotator.domain.withdrawal import Wish

OWN, OTHERS, NAMED = "a" * 64, "b" * 64, "c" * 64
PACKAGE = Out(coder="RA-1", round="R1", made_at="2026-03-01T10:00:00", state="out")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))


@pytest.fixture
def erasure() -> Erasure:
    found = Found(
        wish=Wish(participant="P07"),
        kinds={"transcripts": 2},
        naming=2,
        stays=("D07, session 3, therapist",),
        elsewhere=("lab backups/old.iprstudy (cannot be opened)",),
        packages=(PACKAGE,),
        exports=("2026-03-02 tables as CSV", "2026-03-02 tables as CSV"),
        recordings=("call 3.mp4",),
        fingerprints=(OWN,),
        session_ids=("gone",),
        moment_ids=("moment",),
    )
    file = ErasedFile(name="lab.iprstudy", sha256="f" * 64, kinds={"transcripts": 2}, pages=40)
    return Erasure(
        study_id="study", at="2026-03-03T12:00:00+00:00", found=found, files=(file,),
        sentences=70, common=3,
    )  # fmt: skip


def test_places_in_what_is_gone_are_forgotten_and_others_kept(
    erasure: Erasure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waveform, "cache_folder", lambda: tmp_path)
    for each in (OWN, OTHERS, NAMED):
        (tmp_path / f"{each}.wave").write_bytes(b"wave")
    kept = Settings()
    kept.left("study", Place(coder_id="one", session_id="gone", moment_id="m", carets={"t": 3}))
    kept.left("study", Place(coder_id="two", session_id="other", moment_id="moment"))
    kept.left("study", Place(coder_id="three", session_id="other", moment_id="stays"))
    kept.left("another", Place(session_id="gone"))
    settings.save(kept)
    places = Places(
        files={"gone": "/media/call 3.mp4", "other": "/media/call 5.mp4"},
        noted={"gone call 3.mp4": NAMED, "other call 5.mp4": OTHERS},
        stamps={"/media/call 3.mp4": Stamp(1, 2, OWN), "/media/call 5.mp4": Stamp(1, 2, OTHERS)},
    )
    recording_places.save(places)
    erased_places.forget(erasure)
    now = settings.load()
    assert now.place("study", "one") == Place(coder_id="one")
    assert now.place("study", "two") == Place(coder_id="two")
    assert now.place("study", "three") == kept.place("study", "three")
    assert now.places["another"].session_id == "gone", "the id of another study is its own"
    left = recording_places.load()
    assert left.files == {"other": "/media/call 5.mp4"}
    assert left.noted == {"other call 5.mp4": OTHERS}
    assert list(left.stamps) == ["/media/call 5.mp4"]
    assert [each.name for each in tmp_path.glob("*.wave")] == [f"{OTHERS}.wave"]


def test_nothing_is_written_where_nothing_is_known(erasure: Erasure) -> None:
    erased_places.forget(erasure)
    assert not settings.settings_file().exists()
    assert not recording_places.places_file().exists()


def test_the_certificate_names_what_is_out_of_reach(erasure: Erasure) -> None:
    lines = "\n".join(certificate_lines(erasure))
    for each in (
        "Participant: P07",
        "70 sentences",
        "3 sentences that are too short",
        f"{'f' * 64}  lab.iprstudy (40 pages)",
        "backup lab backups/old.iprstudy (cannot be opened)",
        "handed-out work for RA-1, round R1, made 2026-03-01 (out)",
        "recording call 3.mp4",
        "exports that the journal tells of: 2026-03-02 tables as CSV (2 times)",
        "D07, session 3, therapist",
        "2 notes of coders elsewhere with “P07” in the words",
        "printouts",
    ):
        assert each in lines
    values = certificate_values(erasure)
    assert values["files"][0]["erased"] == {"transcripts": 2}
    assert values["out_of_reach"][0].startswith("backup lab backups/old.iprstudy")
    assert "the tick above takes it too" in "\n".join(found_lines(erasure.found, "the tick above"))


def test_what_no_search_can_tell_is_not_said_to_have_been_searched_for(erasure: Erasure) -> None:
    shared = replace(erasure, sentences=0, common=75)
    earlier = Earlier(at="2026-03-02T12:00:00+00:00", kinds={}, sentences=0, common=75)
    at_once = (shared, replace(shared, files=(ErasedFile(name="lab", sha256="", kinds={}),)))
    for each in (*at_once, replace(shared, common=0, earlier=earlier)):  # file, server, later
        lines = "\n".join(certificate_lines(each))
        assert "Searched for: nothing, since each of the 75 sentences of the participant" in lines
        assert "stands in the texts of others just as well" in lines
        assert "The rows that held it were deleted" in lines
        for untrue in ("Left: 0", "0 sentences", "was left", "found none", "Not searched for"):
            assert untrue not in lines
    one = "\n".join(certificate_lines(replace(shared, common=1)))
    assert "since the one sentence of the participant is too short" in one
    none = "\n".join(certificate_lines(replace(shared, common=0)))
    assert "Searched for: nothing.\nNo text of the participant was left in any file" in none
