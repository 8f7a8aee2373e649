"""Which passphrases are told to be weak, and by what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.passphrase import FEW, FEWEST, weakness


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("tell it", "it has only 7 characters"),
        ("a", "it has only 1 character"),
        ("........", "it repeats"),
        ("abababababab", "it repeats"),
        ("!!!!????....,,,,", "it repeats"),
        ("a.b-a.b-a.b-", "it repeats"),
        ("1-2-3-4-5-6-7", "it is a row"),
        ("abcdefgh", "it is a row"),
        ("98765432", "it is a row"),
        ("QWERTYUIOP", "it is a row"),
        ("øæzxcvbn", "it is a row"),
        ("password", "it is one of the most used"),
        ("Sommer2026!", "it is one of the most used"),
        ("p4$$w0rd", "it is one of the most used"),
        ("passordpassord", "it is one of the most used"),
        ("early alliance study", "it is the name"),
        ("EarlyAllianceStudy26", "it is the name"),
    ],
)
def test_what_is_tried_first_is_easily_guessed(passphrase: str, why: str) -> None:
    found = weakness(passphrase, ["Early Alliance Study", "RA-2"])
    assert found is not None
    assert found.grave
    assert found.what.startswith(why)


@pytest.mark.parametrize("passphrase", ["zigzag77", "20261129", "+47 55 12 30"])
def test_what_is_short_or_a_number_is_weak_and_no_more(passphrase: str) -> None:
    found = weakness(passphrase)
    assert found is not None
    assert not found.grave


@pytest.mark.parametrize(
    "passphrase",
    [
        "seven quiet rivers",
        "sesame-one",
        "RA-2 found my umbrella",
        "the study of early birds",
        "#%&/()=?!!#%",
        "ab#%&/()=?ab",
        "abcd#%&/()=?",
        "1#%&/()=?!£7",
    ],
)
def test_nothing_is_said_of_others(passphrase: str) -> None:
    assert weakness(passphrase, ["Early Alliance Study", "RA-2"]) is None


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_has_an_answer_and_more_of_it_is_never_too_short(
    passphrase: str, names: list[str]
) -> None:
    found = weakness(passphrase, names)
    if len(passphrase) < FEWEST:
        assert found is not None
        assert found.grave
    if found is not None and "only" in found.what:
        assert len(passphrase) < FEW
    if found is not None and not found.grave:
        assert weakness(passphrase) == found, "a name makes it worse, never better"
