from __future__ import annotations

import unicodedata

import pytest

from annotator.domain.errors import UserError
from annotator.storage import create, creation, key, open_study, opening
from tests.storage.making import new_study


def test_the_real_key_stays_what_it_is():
    """Files made with it must open for ever. The value agrees with OpenSSL's Argon2id."""
    made = key.derive("open sesame", bytes(range(16)), key.PROFILES[-1])
    assert made.text.endswith("000102030405060708090a0b0c0d0e0f'")
    assert made.text[2:66] == "84a0a329c7c0c71788571081b6295529ff0e288b2f9dcec939f8ba3dfef5e9f0"
    assert made.text[2:66] not in repr(made)


def test_a_study_with_the_real_costs_opens(tmp_path, monkeypatch):
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", key.PROFILES)
    place = tmp_path / "study.iprstudy"
    create(place, new_study(), "open sesame").close()
    with open_study(place, lambda: "open sesame") as store:
        assert store.encrypted


def test_files_of_an_older_profile_open(tmp_path, monkeypatch):
    place = tmp_path / "study.iprstudy"
    create(place, new_study(), "open sesame").close()
    newer = key.Profile(memory_kib=128, passes=2, lanes=1)
    cheap = key.Profile(memory_kib=64, passes=1, lanes=1)  # as conftest makes them
    monkeypatch.setattr(opening, "PROFILES", (newer, cheap))
    open_study(place, lambda: "open sesame").close()


@pytest.mark.parametrize(
    "passphrase",
    ["it's", 'a"b', "x; DROP TABLE moments", " two blanks ", "пароль שלום \U0001f511", "x'00'"],
)
def test_odd_passphrases_open_what_they_made(tmp_path, passphrase):
    place = tmp_path / "study.iprstudy"
    create(place, new_study(), passphrase).close()
    with open_study(place, lambda: passphrase) as store:
        assert store.view().study.title
    with pytest.raises(UserError, match="wrong passphrase"):
        open_study(place, lambda: passphrase + " ")


def test_a_passphrase_counts_as_the_letters_that_it_shows(tmp_path):
    place = tmp_path / "study.iprstudy"
    create(place, new_study(), unicodedata.normalize("NFC", "blåbærsyltetøy é")).close()
    typed_elsewhere = unicodedata.normalize("NFD", "blåbærsyltetøy é")
    open_study(place, lambda: typed_elsewhere).close()
