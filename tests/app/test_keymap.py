"""A person's own keys: what they may be, who loses one, and what is read back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.actions import ACTIONS, action, key_of, put_in_force, tooltip, with_keys
from annotator.app.actions.keymap import (
    FIXED_IDS,
    NEEDED_IDS,
    Keymap,
    kept_keys,
    read_keys,
    why_never,
)
from annotator.app.verbs.key_files import export_keys, import_keys
from annotator.domain.errors import UserError

FREE = ("Alt+Y", "Ctrl+Alt+T", "Ctrl+Shift+F12", "Ctrl+Alt+Q", "Shift+F4", "/")


@pytest.fixture(autouse=True)
def usual_keys():
    """No other test sees the keys of one of these."""
    yield
    put_in_force(Keymap())


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Q", "codes"),
        ("Shift+B", "codes"),
        ("5", "digits"),
        ("Shift+1", "digits"),
        ("Ctrl+D", "“Select the word”"),
        ("Return", "“Select the turn”"),
        ("Ctrl+C", "“Copy with the source”"),
        ("Ctrl+Shift+Left", "wherever you type"),
        ("Tab", "wherever you type"),
        ("Alt+Shift+Up", "wherever you type"),
        ("Ø", "codes"),
        ("Shift+Å", "codes"),
        ("Ü", "codes"),
        ("Backspace", "wherever you type"),
        ("Alt+F4", "the desktop"),
        ("Menu", "the desktop"),
        ("Shift+F10", "the desktop"),
        ("Ctrl+Menu", "the desktop"),
        ("Alt+Space", "the desktop"),
        ("Ctrl+Alt+Delete", "the desktop"),
        ("", "Press one key"),
        ("Ctrl+X, Ctrl+S", "Press one key"),
    ],
)
def test_keys_that_belong_to_something_else(key: str, why: str):
    clash = Keymap().clash("undo", key)
    assert clash is not None
    assert why in clash.sentence
    assert clash.other_id == ""
    with pytest.raises(UserError, match=why):
        Keymap().given("undo", [key])


@pytest.mark.parametrize("key", FREE)
def test_a_free_key_is_given_at_once(key: str):
    assert Keymap().clash("undo", key) is None
    keymap = Keymap().given("undo", [key])
    assert keymap.keys("undo") == (key,)
    assert keymap.is_changed("undo")
    assert keymap.holder(key) == "undo"
    assert keymap.holder("Ctrl+Z") == ""


def test_a_comma_is_a_key_like_others():
    clash = Keymap().clash("undo", "Ctrl+,")
    assert clash is not None
    assert (clash.sentence, clash.other_id) == (
        "Ctrl+, belongs to “Settings of the study”.",
        "study_settings",
    )
    assert Keymap().given("undo", [","]).keys("undo") == (",",)


def test_a_held_key_names_its_holder_and_goes_over_when_it_is_wanted():
    clash = Keymap().clash("undo", "Ctrl+B")
    assert clash is not None
    assert (clash.sentence, clash.other_id) == ("Ctrl+B belongs to “Stop here”.", "set_stop")
    keymap = Keymap().given("undo", ["Ctrl+B"])
    assert keymap.keys("set_stop") == ()
    assert keymap.is_changed("set_stop")
    assert keymap.usual("undo") == Keymap()  # and the stop has its key again


def test_one_of_two_keys_is_lost_and_the_other_stays():
    keymap = Keymap().given("set_stop", ["Ctrl+Y"])
    assert keymap.keys("redo") == ("Ctrl+Shift+Z",)
    both = Keymap().given("set_stop", ["Ctrl+B", "Alt+Z"]).given("undo", ["Alt+Z"])
    assert both.keys("set_stop") == ("Ctrl+B",)
    assert not both.is_changed("set_stop")


def test_what_finds_the_others_keeps_a_key():
    for needed in NEEDED_IDS:
        key = action(needed).keys[0]
        clash = Keymap().clash("undo", key)
        assert clash is not None
        assert "must have a key" in clash.sentence
        assert clash.other_id == ""
        moved = Keymap().given(needed, ["Ctrl+Alt+K"])
        assert moved.given("undo", [key]).keys("undo") == (key,)
        with pytest.raises(UserError, match="must have a key"):
            Keymap().given(needed, [])


def test_the_usual_key_is_not_taken_from_another():
    keymap = Keymap().given("undo", ["Ctrl+B"]).given("set_stop", ["Alt+Z"])
    with pytest.raises(UserError, match="belongs to “Undo” now"):
        keymap.usual("set_stop")


@pytest.mark.parametrize("action_id", sorted(FIXED_IDS))
def test_the_keys_of_the_text_are_fixed(action_id: str):
    assert "keeps its keys" in why_never(action_id, "Alt+Z")


changes = st.lists(
    st.tuples(
        st.sampled_from([each.id for each in ACTIONS if each.id not in FIXED_IDS]),
        st.sampled_from([*FREE, *(key for each in ACTIONS for key in each.keys)]),
        st.booleans(),
    ),
    max_size=12,
)


@given(changes)
def test_whatever_is_changed_no_key_has_two_meanings(changes):
    keymap = Keymap()
    for action_id, key, back in changes:
        try:
            keymap = keymap.usual(action_id) if back else keymap.given(action_id, [key])
        except UserError:
            continue
        keys = [own for each in ACTIONS for own in keymap.keys(each.id)]
        assert len(keys) == len(set(keys))
        assert all(keymap.keys(each) for each in NEEDED_IDS)
        assert all(keymap.keys(each) == action(each).keys for each in FIXED_IDS)
    assert read_keys(keymap.written()) == keymap
    assert kept_keys(json.loads(keymap.written())["keys"]) == keymap


def test_keys_go_through_a_file(tmp_path):
    keymap = Keymap().given("undo", ["Alt+Z"]).given("palette", ["Ctrl+Alt+K"])
    export_keys(keymap, tmp_path / "keys.json")
    assert import_keys(tmp_path / "keys.json") == keymap


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "holds no keys"),
        ("[]", "holds no keys"),
        ('{"keys": {}}', "holds no keys"),
        ('{"ipr_annotator_keys": 9, "keys": {}}', "later version"),
        ('{"ipr_annotator_keys": 1, "keys": {"undo": "Alt+Z"}}', "lists of text"),
        ('{"ipr_annotator_keys": 1, "keys": {"undo": ["Q"]}}', "belongs to the codes"),
        ('{"ipr_annotator_keys": 1, "keys": {"undo": ["/"], "redo": ["/"]}}', "both want /"),
        ('{"ipr_annotator_keys": 1, "keys": {"palette": []}}', "must have a key"),
        ("\udcff", "holds no keys"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(tmp_path, content: str, what: str):
    place = tmp_path / "keys.json"
    place.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError, match=what):
        import_keys(place)


def test_settings_of_another_version_lose_only_what_does_not_fit():
    raw = {"undo": ["Alt+Z"], "gone": ["Alt+Y"], "redo": ["Q"], "larger": ["Alt+Z"]}
    assert kept_keys(raw) == Keymap({"undo": ("Alt+Z",)})


def test_sentences_and_tips_name_the_key_in_force():
    assert tooltip("undo") == "Undo (Ctrl+Z)"
    put_in_force(Keymap().given("undo", ["Alt+Z"]).given("align", ["Ctrl+B"]))
    assert tooltip("undo") == "Undo (Alt+Z)"
    assert key_of("undo") == "Alt+Z"
    assert with_keys("{undo} undoes, {set_stop} stops") == "Alt+Z undoes, “Stop here” stops"
    assert tooltip("set_stop") == "Stop here"
