"""The recovery key is typed from paper: errors are told with their place, and never open a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.storage import open_study, rescue, show_recovery_key
from annotator.storage.recovery_key import GROUP, GROUPS, SIGNS, typed, written

keys = st.binary(min_size=32, max_size=32)


@given(keys, st.sampled_from(["-", " ", " - ", "\n", ""]), st.booleans())
def test_it_is_read_however_it_is_spaced(raw, between, small):
    text = between.join(written(raw).split("-"))
    assert typed(text.lower() if small else text).raw == raw


@given(keys, st.sets(st.integers(1, GROUPS - 1)), st.integers(1, GROUPS * GROUP - 1))
def test_lost_and_doubled_blanks_do_not_count(raw, lost, more):
    groups = written(raw).split("-")
    text = groups[0] + "".join(
        ("" if place in lost else "-") + group for place, group in enumerate(groups[1:], 1)
    )
    assert typed(text).raw == raw
    assert typed(f"{text[:more]} {text[more:]}").raw == raw


@given(keys, st.integers(0, GROUPS - 1), st.data())
def test_a_sign_too_many_and_one_lost_are_told_with_their_groups(raw, doubled, data):
    """Together they are as many signs as a key has, and all between stand one sign further."""
    lost = data.draw(st.integers(0, GROUPS - 1).filter(lambda each: each != doubled))
    groups = written(raw).split("-")
    groups[doubled] += groups[doubled][-1]
    groups[lost] = groups[lost][:-1]
    found = typed("-".join(groups))
    if found.raw is None:  # two neighbours may be right by chance, with the blank elsewhere
        first, second = sorted((doubled + 1, lost + 1))
        assert found.fault.endswith(f"in groups {first} and {second} of the recovery key")


@given(keys, st.integers(1, GROUPS - 1), st.integers(0, GROUPS * GROUP - 1))
def test_a_wrong_sign_is_told_with_its_group_though_a_blank_got_lost(raw, lost, place):
    groups = [list(each) for each in written(raw).split("-")]
    group, at = divmod(place, GROUP)
    groups[group][at] = "0" if groups[group][at] != "0" else "1"
    text = [*map("".join, groups)]
    text[lost - 1 : lost + 1] = ["".join(text[lost - 1 : lost + 1])]
    fault = typed("-".join(text)).fault
    assert fault == f"there is a typing error in group {group + 1} of the recovery key"


@given(keys)
def test_it_holds_no_sign_that_is_read_as_another(raw):
    text = written(raw)
    assert not set(text) & set("ILOU")
    assert [len(each) for each in text.split("-")] == [GROUP] * GROUPS
    assert typed(text.replace("0", "O").replace("1", "l")).raw == raw


@given(keys, st.integers(0, GROUPS * GROUP - 1), st.sampled_from(SIGNS))
def test_a_wrong_sign_is_told_with_its_group(raw, place, sign):
    groups = [list(each) for each in written(raw).split("-")]
    group, at = divmod(place, GROUP)
    if groups[group][at] == sign:
        return
    groups[group][at] = sign
    found = typed("-".join("".join(each) for each in groups))
    assert found.raw is None
    assert found.fault == f"there is a typing error in group {group + 1} of the recovery key"


@given(keys, st.integers(0, GROUPS - 1), st.integers(0, GROUP - 2))
def test_two_signs_that_changed_places_are_told(raw, group, at):
    groups = [list(each) for each in written(raw).split("-")]
    own = groups[group]
    if own[at] == own[at + 1]:
        return
    own[at], own[at + 1] = own[at + 1], own[at]
    found = typed("-".join("".join(each) for each in groups))
    assert f"in group {group + 1} of" in found.fault


@given(keys, st.data())
def test_two_groups_that_changed_places_are_told(raw, data):
    groups = written(raw).split("-")
    first = data.draw(st.integers(0, GROUPS - 2))
    second = data.draw(st.integers(first + 1, GROUPS - 1))
    groups[first], groups[second] = groups[second], groups[first]
    found = typed("-".join(groups))
    assert found.raw is None
    if groups[first] != groups[second]:
        assert found.fault.endswith(f"{first + 1} and {second + 1} of the recovery key")


@given(keys, st.integers(0, GROUPS - 1))
def test_a_group_left_out_is_told(raw, place):
    groups = written(raw).split("-")
    del groups[place]
    assert typed("-".join(groups)).fault == "a recovery key has 13 groups, and here are 12"


@pytest.mark.parametrize("text", ["", "-", "open sesame", "twelve words " * 6, "ß" * 70, "a" * 200])
def test_a_passphrase_is_not_taken_for_one(text):
    assert (typed(text).raw, typed(text).fault) == (None, "")


def test_it_opens_the_file_in_the_place_of_the_passphrase(locked):
    with open_study(locked, lambda: "open sesame") as store:
        before = store.revision
        text = show_recovery_key(store, "coder")
        last = list(store.journal())[-1]
        assert (last.action, last.records) == ("Show the recovery key", ())
        assert last.actor == "coder"
        assert text not in str(store.payload(last.seq))
        assert store.check() == []
        assert store.knows(text)
        assert store.knows("open sesame")
        assert not store.knows("open barley")
    with open_study(locked, lambda: text.lower()) as store:
        assert store.revision == before + 1
    groups = text.split("-")
    groups[3] = groups[3][::-1] if groups[3] != groups[3][::-1] else "00000"
    with pytest.raises(UserError, match=r": wrong passphrase \(there is a typing error in group 4"):
        open_study(locked, lambda: "-".join(groups))
    with pytest.raises(UserError, match="wrong passphrase, or not a study file"):
        open_study(locked, lambda: written(bytes(32)))


def test_a_damaged_file_is_rescued_by_it(locked, tmp_path):
    with open_study(locked, lambda: "open sesame") as store:
        text = show_recovery_key(store)
    found = rescue(locked, tmp_path / "rescued.iprstudy", lambda: text)
    assert found.is_whole
    open_study(found.place, lambda: "open sesame").close()


def test_a_plain_study_has_none(store):
    with pytest.raises(UserError, match="plain study has no key"):
        show_recovery_key(store)
