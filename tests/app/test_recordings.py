"""A recording is known by what is in it, found again where it was moved, and nothing is guessed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app import recording_places, waveform
from annotator.app.recording_places import Places, Stamp
from annotator.app.recordings import (
    CHUNK,
    Found,
    Sought,
    at_once,
    below,
    find_again,
    look_through,
    refuse_strange,
    seek,
    stamp_of,
)
from annotator.app.stopping import Stopped
from annotator.app.verbs import recording
from annotator.app.waveform import STEP_MS, Gathering, Waveform
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.study import Dyad, Session, Study
from annotator.domain.view import StudyView

SHA = "ab" * 32


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("ANNOTATOR_HOME", str(home))
    return home


@pytest.fixture
def view() -> StudyView:
    session = Session(id="s", dyad_id="d", number=3)
    return StudyView(
        revision=1,
        study=Study(id="study", title="T"),
        dyads={"d": Dyad(id="d", name="D07")},
        sessions={"s": session},
    )


# ---------------------------------------------------------------- the study


def test_a_recording_is_attached_moved_on_the_clock_and_taken_off(view: StudyView) -> None:
    attached = recording.attach(view, "s", "D07-3.wav", SHA, -12_000)
    assert isinstance(attached, Replace)
    view = view.after(attached, 2)
    own = view.sessions["s"]
    assert (own.recording, own.recording_sha256, own.recording_offset_ms) == (
        "D07-3.wav",
        SHA,
        -12_000,
    )
    assert recording.attach(view, "s", "D07-3.wav", SHA) is None  # a moved file changes nothing
    offset = recording.set_offset(view, "s", recording.offset_by_sound(45_000, 750_000))
    assert offset is not None
    assert view.after(offset, 3).sessions["s"].recording_offset_ms == 705_000
    gone = recording.take_off(view, "s")
    assert gone is not None
    assert view.after(gone, 3).sessions["s"] == Session(id="s", dyad_id="d", number=3)
    assert view.after(gone, 3).after(gone.inverse(), 4).sessions["s"] == own


def test_an_offset_without_a_recording_or_of_days_is_refused(view: StudyView) -> None:
    with pytest.raises(UserError, match="no recording"):
        recording.set_offset(view, "s", 1_000)
    with pytest.raises(UserError, match="no offset of a recording"):
        recording.attach(view, "s", "a.wav", SHA, 86_400_001)
    with pytest.raises(UserError, match="'soon' is no time"):
        recording.typed_offset("soon")


# ---------------------------------------------------------------- the file


def test_a_file_is_read_through_piece_by_piece_and_told(tmp_path: Path) -> None:
    content = bytes(range(256)) * 4096 * 3  # three MiB
    (tmp_path / "a.wav").write_bytes(content)
    shares: list[float] = []
    stamp = stamp_of(tmp_path / "a.wav", shares.append)
    assert stamp.sha256 == hashlib.sha256(content).hexdigest()
    assert stamp.size == 3 * CHUNK
    assert shares == [1 / 3, 2 / 3, 1.0]
    with pytest.raises(Stopped):
        stamp_of(tmp_path / "a.wav", None, lambda: True)
    with pytest.raises(UserError, match=r"^none\.wav.*cannot be read: no such file"):
        stamp_of(tmp_path / "none.wav")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.docx", b"x", "no recording that can be played"),
        ("a.wav", b"", "empty"),
        ("b.wav", None, "no such file"),
    ],
)
def test_what_is_no_recording_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=why):
        refuse_strange(tmp_path / name)


def test_it_is_looked_for_beside_the_study_and_in_recordings_and_where_it_was(
    tmp_path: Path,
) -> None:
    study = tmp_path / "lab" / "s.iprstudy"
    (tmp_path / "lab" / "recordings").mkdir(parents=True)
    places = Places()
    folders = places.folders_of("study", study)
    assert at_once("D07.wav", folders) is None
    inner = tmp_path / "lab" / "recordings" / "D07.wav"
    inner.write_bytes(b"1")
    assert at_once("D07.wav", folders) == inner
    assert at_once("audio/D07.wav", folders) == inner  # a plan has it with its folder
    beside = tmp_path / "lab" / "D07.wav"
    beside.write_bytes(b"2")
    assert at_once("D07.wav", folders) == beside
    elsewhere = tmp_path / "usb" / "other name.wav"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"3")
    places.found("study", "s", elsewhere)
    assert at_once("D07.wav", folders, places.files["s"]) == elsewhere
    assert elsewhere.parent in places.folders_of("study", study)


def test_a_moved_one_is_found_by_name_and_a_renamed_one_by_size_and_content(
    tmp_path: Path,
) -> None:
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "D07.wav").write_bytes(b"another")  # of the name, but of other content
    (deep / "renamed.WAV").write_bytes(b"the one")
    (deep / "notes.txt").write_bytes(b"the one")
    sha256 = hashlib.sha256(b"the one").hexdigest()
    read: list[str] = []

    def stamp(file: Path) -> Stamp:
        read.append(file.name)
        return stamp_of(file)

    def files() -> list[Path]:
        return list(below([tmp_path]))

    found = find_again("D07.wav", sha256, 7, files(), stamp)
    assert found == deep / "renamed.WAV"
    assert read == ["D07.wav", "renamed.WAV"]  # and what cannot be it is never read
    assert find_again("D07.wav", sha256, None, files(), stamp) is None
    unread = Sought(session_id="s", name="d07.WAV", sha256=None, folders=(tmp_path,))
    assert seek(unread, stamp) == Found(unread, tmp_path / "D07.wav")
    (deep / "D07.wav").write_bytes(b"the one")
    assert find_again("D07.wav", sha256, None, files(), stamp) == deep / "D07.wav"


def test_a_file_of_one_name_in_two_folders_is_that_of_the_folder_that_is_written(
    tmp_path: Path,
) -> None:
    study = tmp_path / "lab"
    files = {}
    for dyad in ("D07", "D08"):
        files[dyad] = study / "rec" / dyad / "session.wav"
        files[dyad].parent.mkdir(parents=True)
        files[dyad].write_bytes(dyad.encode())

    def found(name: str, *folders: Path, others: tuple[str, ...] = ()) -> Found:
        sought = Sought(session_id="s", name=name, sha256=None, folders=folders, others=others)
        result = seek(sought, stamp_of)
        assert result.sought is sought
        return result

    d07, d08 = "rec/D07/session.wav", "rec\\D08\\session.wav"
    assert found(d08, study).file == files["D08"]  # as it is written
    assert found(d08, files["D07"].parent, files["D08"].parent).file == files["D08"]
    assert found(d08, study / "rec", others=(d07,)).file == files["D08"]
    plain = found("session.wav", study)
    assert (plain.file, plain.unclear) == (None, True)
    both = found("session.wav", study / "none", files["D07"].parent, files["D08"].parent)
    assert (both.file, both.unclear) == (None, True)
    files["D08"].unlink()
    gone = found(d08, study, files["D07"].parent, others=(d07,))
    assert (gone.file, gone.unclear) == (None, False)  # that one is the other session's
    moved = files["D07"].rename(study / "session.wav")
    open_one = found(d08, study, others=(d07,))
    assert (open_one.file, open_one.unclear) == (None, True)  # it may be either's
    assert found("session.wav", study).file == moved
    assert found("../../session.wav", study).file == moved  # never out of the folders


def test_a_folder_gives_each_session_the_right_file_or_the_only_one(tmp_path: Path) -> None:
    for name, content in (("a/one.wav", b"1"), ("a/two.wav", b"2"), ("b/two.wav", b"3")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    read: list[str] = []

    def stamp(file: Path) -> Stamp:
        read.append(file.name)
        return stamp_of(file)

    def sought(session_id: str, name: str, content: bytes | None) -> Sought:
        sha256 = None if content is None else hashlib.sha256(content).hexdigest()
        return Sought(session_id=session_id, name=name, sha256=sha256, folders=())

    wanted = [
        sought("the only one", "one.wav", b"1"),
        sought("the right one", "two.wav", b"3"),
        sought("of no content here", "two.wav", b"4"),
        sought("which one", "two.wav", None),
        sought("as written", "b/two.wav", None),
    ]
    found = look_through(wanted, tmp_path, stamp)
    assert found == {
        "the only one": tmp_path / "a" / "one.wav",
        "the right one": tmp_path / "b" / "two.wav",
        "as written": tmp_path / "b" / "two.wav",
    }
    assert "one.wav" not in read  # a recording is an hour of sound
    with pytest.raises(Stopped):
        look_through(wanted, tmp_path, stamp, lambda: True)


# ---------------------------------------------------------------- what this machine knows


def test_where_another_recording_of_the_session_was_is_not_where_this_one_is(
    view: StudyView, tmp_path: Path
) -> None:
    places, own = Places(), replace(view.sessions["s"], recording="a.wav", recording_sha256=SHA)
    other = tmp_path / "b.wav"
    places.found("study", "s", other)
    assert places.file_of(own) is None  # of another name, and never read
    places.keep_stamp(other, Stamp(1, 2, SHA))
    assert places.file_of(own) == str(other)  # renamed
    assert (places.size_of(SHA), places.size_of(None)) == (1, None)
    places.keep_stamp(other, Stamp(1, 3, "cd" * 32))
    assert places.file_of(own) is None
    places.allowed["s"] = "cd" * 32
    assert places.file_of(own) == str(other)


def test_a_file_that_is_as_it_was_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(b"one")
    places = Places()
    places.keep_stamp(file, stamp_of(file))
    assert places.stamp_of(file) == stamp_of(file)
    file.write_bytes(b"three")
    assert places.stamp_of(file) is None
    file.unlink()
    assert places.stamp_of(file) is None


def test_places_are_kept_and_damage_costs_only_what_is_damaged(tmp_path: Path) -> None:
    places = Places(volume=35, muted=True, video="left", video_box=(1, 2, 3, 4))
    places.found("study", "s", tmp_path / "a.wav")
    places.allowed["s"] = SHA
    places.keep_stamp(tmp_path / "a.wav", Stamp(3, 4, SHA))
    assert recording_places.save(places)
    assert recording_places.load() == places
    file = recording_places.places_file()
    file.write_text(file.read_text().replace("35", '"loud"').replace('"left"', "7"))
    mended = recording_places.load()
    assert mended == replace(places, volume=80, video="")
    for damage in (
        "{",
        "[" * 200_000,
        '{"stamps": {"a.wav": [1e999, 1, "ab"]}, "video_box": [1e9]}',
    ):
        file.write_text(damage)
        assert recording_places.load() == Places()


def test_two_windows_keep_what_the_other_has_found(view: StudyView, tmp_path: Path) -> None:
    one, two = recording_places.load(), recording_places.load()
    one.found("study", "s1", tmp_path / "a" / "x.wav")
    one.volume = 35
    assert recording_places.save(one)
    two.found("study", "s2", tmp_path / "b" / "y.wav")
    two.allowed["s2"] = SHA
    assert recording_places.save(two)
    kept = recording_places.load()
    assert set(kept.files) == {"s1", "s2"}
    assert kept.folders["study"] == [str(tmp_path / "b"), str(tmp_path / "a")]
    assert kept.volume == 35
    del two.allowed["s2"]
    assert recording_places.save(two)
    assert recording_places.load().allowed == {}


def test_what_a_plan_has_named_is_noted_here_under_that_name_alone(view: StudyView) -> None:
    places, own = Places(), replace(view.sessions["s"], recording="rec/a.wav")
    assert places.fingerprint_of(own) is None
    places.note(own, SHA)
    assert places.fingerprint_of(own) == SHA
    assert places.fingerprint_of(replace(own, recording="b.wav")) is None
    assert places.fingerprint_of(replace(own, recording_sha256="cd" * 32)) == "cd" * 32
    assert recording_places.save(places)
    assert recording_places.load().fingerprint_of(own) == SHA


# ---------------------------------------------------------------- the waveform


def test_levels_are_the_loudness_of_each_twentieth_of_a_second() -> None:
    gathering = Gathering()
    rate = 1_000  # 50 samples a step
    loud, half = np.full(50, 0.8, dtype=np.float32), np.full(50, 0.4, dtype=np.float32)
    gathering.take(0, np.concatenate([loud, half]), rate)
    gathering.take(200_000, half, rate)  # after two silent steps
    assert gathering.waveform().levels.tolist() == [255, 128, 0, 0, 128]
    assert gathering.waveform().length_ms == 5 * STEP_MS


def test_a_silent_recording_is_flat() -> None:
    gathering = Gathering()
    gathering.take(0, np.zeros(200, dtype=np.float32), 1_000)
    assert gathering.waveform().levels.tolist() == [0, 0, 0, 0]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=8), st.integers(1, 3))
def test_levels_do_not_depend_on_how_the_sound_is_cut(cuts: list[int], seed: int) -> None:
    rate = 8_000
    samples = np.random.default_rng(seed).uniform(-1, 1, sum(cuts)).astype(np.float32)
    whole, pieces = Gathering(), Gathering()
    whole.take(0, samples, rate)
    place = 0
    for count in cuts:
        pieces.take(place * 1_000_000 // rate, samples[place : place + count], rate)
        place += count
    first, second = whole.waveform().levels, pieces.waveform().levels
    assert len(first) == len(second)
    assert np.abs(first.astype(int) - second.astype(int)).max() <= 1


def test_a_waveform_is_kept_under_the_fingerprint_and_a_torn_one_is_made_anew(
    own_home: Path,
) -> None:
    made = Waveform(np.arange(100, dtype=np.uint8))
    assert waveform.kept(SHA) is None
    assert waveform.keep(SHA, made)
    found = waveform.kept(SHA)
    assert found is not None
    assert found.levels.tolist() == made.levels.tolist()
    [file] = list((own_home / "waveforms").iterdir())
    assert file.name == f"{SHA}.wave"  # no name of a person or file, no text
    file.write_bytes(file.read_bytes()[:-1])
    assert waveform.kept(SHA) is None
