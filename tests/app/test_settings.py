"""Settings survive damage, hold no words and no names, and lie where the lab wants them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.settings import (
    RECENT_STUDIES,
    Place,
    Settings,
    load,
    save,
    settings_file,
)
from annotator.domain.address import Address


def test_what_is_saved_is_loaded(tmp_path: Path):
    settings = Settings(
        scheme="dark",
        percent=150,
        lock_after_min=30,
        clear_copied_s=0,
        splitters={"across": [200, 700, 300]},
        places={"study": Place(session_id="s", mode="patient", carets={"patient": 12})},
    )
    assert save(settings, tmp_path / "new" / "settings.json")
    assert load(tmp_path / "new" / "settings.json") == settings
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"percent": "big"}', b"null", b"[" * 200_000]
)
def test_a_damaged_file_gives_the_usual_settings(tmp_path: Path, content: bytes):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert load(path) == Settings()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from(list(Settings.__dataclass_fields__)),
)
def test_a_part_of_a_wrong_kind_is_left_out(value, name):
    from annotator.app.settings import _settings

    settings = _settings({name: value})
    assert settings.scheme in ("system", "light", "dark")
    assert 90 <= settings.percent <= 200
    json.dumps(settings.recent)
    assert all(isinstance(each, Place) for each in settings.places.values())


def test_recent_studies_are_those_still_there(tmp_path: Path):
    settings = Settings()
    for number in range(RECENT_STUDIES + 3):
        place = tmp_path / f"{number}.iprstudy"
        place.touch()
        settings.opened(place)
    settings.opened(tmp_path / "5.iprstudy")
    (tmp_path / "6.iprstudy").unlink()
    names = [each.stem for each in settings.recent_studies()]
    assert names[:2] == ["5", "10"]
    assert "6" not in names
    assert len(settings.recent) == RECENT_STUDIES


def test_who_wants_no_list_has_none(tmp_path: Path):
    settings = Settings()
    settings.opened(tmp_path / "a.iprstudy")
    settings.forget_recent()
    settings.opened(tmp_path / "b.iprstudy")
    assert settings.recent == []


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path))
    assert settings_file() == tmp_path / "settings.json"
    monkeypatch.delenv("ANNOTATOR_HOME")
    assert settings_file().name == "settings.json"


def test_a_folder_that_takes_no_files_is_no_error(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.touch()
    assert not save(Settings(), blocked / "settings.json")


def test_two_windows_keep_what_the_other_has_changed(tmp_path: Path):
    path = tmp_path / "settings.json"
    save(Settings(percent=110, recent=["a"]), path)
    one, two = load(path), load(path)
    one.percent = 150
    one.left("study 1", Place(session_id="s1"))
    one.opened(tmp_path / "one")
    assert save(one, path)
    two.scheme = "dark"
    two.left("study 2", Place(session_id="s2"))
    two.opened(tmp_path / "two")
    assert save(two, path)
    kept = load(path)
    assert (kept.percent, kept.scheme) == (150, "dark")
    left = [kept.place(f"study {n}", None) for n in (1, 2)]
    assert [each and each.session_id for each in left] == ["s1", "s2"]
    assert kept.recent == [str(tmp_path / "two"), "a", str(tmp_path / "one")]
    assert save(one, path)  # nothing new in it: the dark scheme stays
    assert load(path) == kept
    two.forget_recent()
    assert save(two, path)
    assert load(path).recent == []
    one.percent = 120
    assert save(one, path)
    assert load(path).recent == []


def test_a_study_on_a_server_is_remembered_by_its_address(tmp_path: Path):
    address = Address.of("postgresql+psycopg://ane@db.lab.example/recall")
    settings = Settings()
    settings.opened(address)
    assert save(settings, tmp_path / "settings.json")
    assert load(tmp_path / "settings.json").recent_studies() == [address]
    assert load(tmp_path / "settings.json").last_study() == address
    settings.recent = ["postgresql+psycopg://ane:word@db.lab.example/recall", "postgresql:"]
    assert settings.recent_studies() == []
    assert settings.last_study() is None
