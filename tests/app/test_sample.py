"""The sample study, made by the app's own verbs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import sample
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.memo import MEMO_ABOUT
from annotator.domain.view import StudyView


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudy]:
    """The sample study."""
    with open_study(make_sample(tmp_path_factory.mktemp("sample"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def view(study: OpenStudy) -> StudyView:
    """The view of the sample study."""
    return study.view


def test_in_a_folder_that_is_synced_it_is_put_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Dropbox" / "sample"
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sample, "_make", lambda place: place.write_text(str(place)))
    made = make_sample(folder)
    assert [each.name for each in folder.iterdir()] == [made.name]  # no lock, no draft
    assert not Path(made.read_text()).is_relative_to(folder)


def test_it_is_sound_and_can_be_searched(study: OpenStudy) -> None:
    assert study.check() == []
    assert study.search("laughed")


def test_every_interview_has_stops_and_sessions_share_some(view: StudyView) -> None:
    for session in view.sessions.values():
        times: list[list[int]] = []
        for account in view.accounts_of(session.id).values():
            transcript = view.transcript_of(account.id)
            if account.is_recall and transcript is not None:
                stops = view.stops_of(transcript.id)
                assert len(stops) >= 6
                assert all(0 <= stop.start_ms <= (session.length_ms or 0) for stop in stops)
                times.append([stop.start_ms for stop in stops])
        if len(times) == 2:
            near = view.study.shared_within_ms
            shared = [a for a in times[0] if any(abs(a - b) <= near for b in times[1])]
            assert len(shared) >= 3


def test_two_long_interviews_two_coders_and_pairings(view: StudyView) -> None:
    long = [
        each
        for each in view.transcripts.values()
        if len(each.turns) >= 80 and view.accounts[each.account_id].is_recall
    ]
    assert len(long) >= 2
    assert {each.name for each in view.coders.values()} == {"RA-1", "RA-2"}
    voices = [
        {
            view.accounts[view.transcripts[moment.transcript_id].account_id].voice
            for moment in map(view.moment, pairing.moment_ids)
            if moment is not None
        }
        for pairing in view.pairings.values()
    ]
    assert len(voices) >= 8
    assert all(each == {"therapist", "patient"} for each in voices)


def test_no_label_is_without_a_role(view: StudyView) -> None:
    roles = {turn.role for each in view.transcripts.values() for turn in each.turns}
    assert roles == {"interviewer", "therapist", "patient"}


def test_making_it_again_keeps_what_is_there(tmp_path: Path) -> None:
    place = make_sample(tmp_path)
    before = place.read_bytes()
    assert make_sample(tmp_path) == place
    assert place.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [place.name]


def test_both_coders_judged_bins_and_sessions_and_wrote_memos(view: StudyView) -> None:
    """Each bin of an account that was judged once is judged; the last ends with the session."""
    own = [each for each in view.judgements.values() if each.unit == "bin"]
    for account_id in {each.target_id for each in own}:
        _, session, _ = view.place_of(account_id)
        for coder in view.coders.values():
            bins = sorted(
                (each.start_ms or 0, each.end_ms or 0)
                for each in own
                if (each.target_id, each.coder_id) == (account_id, coder.id)
            )
            if bins:
                ends = [0, *(end for _, end in bins)]
                assert [start for start, _ in bins] == ends[:-1]
                assert ends[-1] == session.length_ms
    names = {each.name: each.id for each in view.coders.values()}
    sessions = dict.fromkeys(names, 0)
    for each in view.judgements.values():
        if each.unit == "session":
            assert len(each.ratings) == 2
            sessions[view.coders[each.coder_id].name] += 1
    assert sessions == {"RA-1": 4, "RA-2": 4}
    assert {each.about for each in view.memos.values()} == set(MEMO_ABOUT)
    agreed = agree_in_study(view, Comparison(set_name="Session as a whole"))
    strain = next(e.result for e in agreed if e.result.coefficient == "icc_2_1")
    assert (strain.code, strain.n) == ("Strain between the two", 4)
