"""Stand-ins: what is made of a lost record that others hang on, by what is known of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.edits import added
from annotator.domain.moment import Moment
from annotator.domain.study import Account, Dyad, Session
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.storage import create, creation, open_study, opening, rescue, rescuing
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Profile
from annotator.storage.pages import read_pages
from annotator.storage.stand_texts import BLANK
from tests.reliability.rescued import PASSPHRASE, TABLES, Sound, one_rescue, seen, sound_study
from tests.storage.losing import Plain
from tests.storage.making import make, moment_in, new_study, pairing_of

FORGET = "DELETE FROM journal_payloads"


@pytest.fixture
def plain(tmp_path: Path) -> Plain:
    return Plain(tmp_path)


def rescued(plain: Plain, *lose: str) -> tuple[StudyView, dict[str, int], int]:
    """The study of the new file, which has all moments as they were, and what was made anew."""
    plain.lose(FORGET, *lose)
    report, view = plain.rescued_view(plain.place.with_name("new.iprstudy"))
    assert list(view.all_moments()) == [plain.moment]
    assert not report.is_whole
    return view, report.stood_in, report.blanks


def test_a_coder_that_is_lost_keeps_the_moments(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM coders")
    (coder,) = view.coders.values()
    assert (coder.id, coder.name, coder.role) == (plain.moment.coder_id, "Rescued coder 1", "coder")
    assert made == {"coder": 1}


def test_a_made_up_name_is_none_that_another_has(plain: Plain) -> None:
    lost = f"DELETE FROM coders WHERE id = '{plain.moment.coder_id}'"
    view, _, _ = rescued(plain, lost, "UPDATE coders SET name = 'Rescued coder 1'")
    names = sorted(each.name for each in view.coders.values())
    assert names == ["Rescued coder 1", "Rescued coder 2"]


def test_a_round_that_is_lost_shows_no_more_than_before(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM rounds")
    (work,) = view.rounds.values()
    assert (work.id, work.name) == (plain.moment.round_id, "Rescued round 1")
    assert (work.blind, work.hides_other_account) == (True, True)
    assert work.codebook_id == plain.moment.codebook_id
    assert made == {"round": 1}


def test_a_codebook_that_is_lost_keeps_its_codes(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM codebooks")
    assert view.codebook == plain.made.codebook
    assert made == {"codebook": 1}


def test_a_scale_that_is_lost_reaches_as_far_as_what_was_given(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM scales")
    ((_, scale),) = view.codebook.scales()
    assert (scale.name, scale.minimum, scale.maximum) == ("Rescued scale 1", 1, 5)
    assert [each.label for each in scale.anchors] == ["weak", "strong"]
    assert made == {"scale": 1, "code set": 1}


def test_a_dyad_that_is_lost_has_those_who_were_interviewed(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM dyads")
    (dyad,) = view.dyads.values()
    assert dyad.name == "R1"  # as short as the window's matrix wants it
    people = {each.id: each.pseudonym for each in view.participants.values()}
    assert dyad.id == plain.made.session.dyad_id
    assert [people[each or ""] for each in (dyad.therapist_id, dyad.patient_id)] == ["T00", "P00"]
    assert dyad.attributes == (("outcome", "good"),)  # they stood elsewhere
    assert made == {"dyad": 1}


def test_a_session_that_is_lost_is_of_the_dyad_that_spoke_of_it(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM sessions")
    (session,) = view.sessions.values()
    assert (session.id, session.dyad_id) == (plain.made.session.id, plain.made.session.dyad_id)
    assert made == {"session": 1}


def test_accounts_that_are_lost_go_back_to_the_session_of_their_pairing(plain: Plain) -> None:
    other = moment_in(plain.made, plain.made.transcripts[1])
    with open_study(plain.place) as store:
        before = store.view().accounts
        pairing = pairing_of(plain.made, (plain.moment.id, other.id))
        store.apply(added(other, pairing), action="pair")
    plain.lose(FORGET, "DELETE FROM accounts", "DELETE FROM interviews")
    report, view = plain.rescued_view(plain.place.with_name("new.iprstudy"))
    sessions = {each.session_id for each in view.accounts.values()}
    assert view.accounts.keys() == before.keys()
    assert sessions == {plain.made.session.id}
    assert report.stood_in == {"account": 2}


def test_accounts_that_are_lost_are_of_those_who_were_interviewed(plain: Plain) -> None:
    with open_study(plain.place) as store:
        before = store.view().accounts
    view, made, _ = rescued(plain, "DELETE FROM accounts")
    assert view.accounts == before
    assert made == {"account": 2}


def test_accounts_of_which_nobody_knows_the_session_get_one_of_their_own(plain: Plain) -> None:
    view, made, _ = rescued(plain, "DELETE FROM accounts", "DELETE FROM interviews")
    assert {each.voice for each in view.accounts.values()} == {"therapist"}  # T speaks in both
    assert made == {"account": 2, "session": 2, "dyad": 2}


def test_a_text_that_is_lost_keeps_its_length_and_its_turns(plain: Plain) -> None:
    before = {each.id: each for each in plain.made.transcripts}
    view, made, blanks = rescued(plain, "DELETE FROM transcripts")
    assert view.transcripts.keys() == before.keys()
    for each in view.transcripts.values():
        was = before[each.id]
        assert each.turns == was.turns
        ends = {turn.end for turn in was.turns[:-1]}
        assert each.text == "".join(
            "\n" if place in ends else BLANK for place in range(len(was.text))
        )
    assert blanks == sum(len(each.text) - len(each.turns) + 1 for each in before.values())
    assert made["transcript"] == 2


# Pages that are lost ---------------------------------------------------------------------------


class Long:
    """A study of one long transcript, whose text and turns take many pages."""

    def __init__(self, folder: Path, marked: int = 400) -> None:
        texts = tuple(f"turn {place} søt 😀 " + f"word{place} " * 12 for place in range(400))
        made, self.place = make(texts), folder / "long.iprstudy"
        self.made = made
        self.text = made.transcripts[0]
        self.moments = [
            moment_in(made, self.text, start=turn.start, end=turn.end)
            for turn in self.text.turns[:marked]
        ]
        with create(self.place, new_study(), PASSPHRASE) as store:
            store.apply(made.edit, action="plan")
            store.apply(added(*self.moments), action="mark")
            key = store.key
        self.sound = seen(self.place, key)

    def pages(self, table: str) -> set[int]:
        """The pages on which a table has rows of the transcript."""
        return {
            page
            for (name, row), pages in self.sound.pages.items()
            for page in pages
            if name == table and self.text.id in row
        }

    def page_with(self, words: str) -> int:
        """The page of the transcript's row that holds these words."""
        own = self.pages("transcripts")
        return next(
            page.number
            for page in read_pages(self.place, self.sound.key)
            if page.number in own and words.encode() in (page.content or b"")
        )

    def without(self, *pages: int) -> Transcript:
        """What a rescue makes of the transcript; all moments stand where they stood."""
        lost = tuple(sorted({*pages, *self.sound.plan}))
        trial = one_rescue(self.sound, lost, random.Random(1))
        assert (trial.missed, trial.silent) == ((), 0)
        with open_study(self.place.with_name("new.iprstudy"), lambda: PASSPHRASE) as store:
            view = store.view()
            assert {each.id for each in view.all_moments()} == {each.id for each in self.moments}
            return view.transcripts[self.text.id]


@pytest.fixture(scope="module")
def cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening, rescuing):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        yield


@pytest.fixture(scope="module")
def long(cheap: None, tmp_path_factory: pytest.TempPathFactory) -> Long:
    return Long(tmp_path_factory.mktemp("long"))


def test_a_page_amid_a_text_leaves_a_gap_of_its_length(long: Long) -> None:
    now, was = long.without(long.page_with("turn 200 ")), long.text
    assert len(now.text) == len(was.text)
    other = [place for place, sign in enumerate(now.text) if sign != was.text[place]]
    assert {now.text[place] for place in other} == {BLANK}
    gap = now.text[other[0] : other[-1] + 1]
    assert set(gap) == {BLANK, "\n"}  # where turns meet is known
    assert 3_000 < len(gap) <= PAGE_BYTES
    assert now.turns == was.turns
    assert (now.source, now.format, now.encoding) == (was.source, was.format, was.encoding)


def test_which_text_has_lost_characters_and_where_is_told(long: Long, tmp_path: Path) -> None:
    now, was = long.without(long.page_with("turn 200 ")), long.text
    bad = long.place.with_name("bad.iprstudy")
    report = rescue(bad, tmp_path / "told.iprstudy", lambda: PASSPHRASE)
    (told,) = report.lost_texts
    assert (told.dyad, told.session) == ("D00", long.made.session.number)
    assert (told.account, told.version, told.length) == ("therapist", 1, len(now.text))
    assert not told.at_least, "all its turns are there: it was as long as they are"
    assert report.blanks == told.lost == now.text.count(BLANK)
    covered = {place for start, end in told.places for place in range(start, end)}
    assert covered >= {place for place, sign in enumerate(now.text) if sign == BLANK}
    assert all(now.text[place] in (BLANK, "\n") for place in covered)
    named = {turn for first, last in told.turns for turn in range(first, last + 1)}
    assert named == {
        number
        for number, turn in enumerate(was.turns, 1)
        if BLANK in now.text[turn.start : turn.end]
    }
    assert 20 < len(named) < 60


def test_without_its_turns_the_beginning_of_a_torn_text_stays(long: Long) -> None:
    """How long the gap is, nothing says then: what stood behind it would stand at a wrong place."""
    now = long.without(long.page_with("turn 200 "), *long.pages("turns"))
    kept = now.text.rstrip(BLANK)
    assert 10_000 < len(kept) < len(long.text.text) / 2 + 2_000
    assert long.text.text.startswith(kept)
    assert len(now.text) == max(each.end for each in long.moments)


def test_of_a_text_whose_end_nobody_knows_it_is_told_what_is_lost_at_least(
    cheap: None, tmp_path: Path
) -> None:
    """Only the first moments are there to say how far it reached; its bytes say that it went on."""
    long = Long(tmp_path, marked=10)
    now = long.without(long.page_with("turn 200 "), *long.pages("turns"))
    kept, was = now.text.rstrip(BLANK), long.text.text
    report = rescue(
        long.place.with_name("bad.iprstudy"), tmp_path / "told.iprstudy", lambda: PASSPHRASE
    )
    (told,) = report.lost_texts
    assert told.at_least
    assert (told.length, told.lost) == (len(now.text), len(now.text) - len(kept))
    assert max(each.end for each in long.moments) < len(kept)
    gone = len(was.encode()) - len(kept.encode())
    assert gone / 4 <= told.lost < gone / 4 + 2
    assert told.length <= len(was)


def test_turns_whose_page_is_lost_are_made_from_the_text(long: Long) -> None:
    lost = sorted(long.pages("turns"))[1]
    gone = {
        row[TABLES["turns"].index("position")]
        for (name, row), pages in long.sound.pages.items()
        if name == "turns" and lost in pages and row[0] == long.text.id
    }
    now, was = long.without(lost), long.text
    assert gone
    assert now.text == was.text
    for place, (new, old) in enumerate(zip(now.turns, was.turns, strict=True)):
        assert (new.start, new.end) == (old.start, old.end)
        assert (new == old) == (place not in gone)


def test_with_all_turns_lost_each_line_is_one(long: Long) -> None:
    now = long.without(*long.pages("turns"))
    assert [(each.start, each.end, each.role) for each in now.turns] == [
        (each.start, each.end, "other") for each in long.text.turns
    ]


def test_names_stand_in_indexes_too(cheap: None, tmp_path: Path) -> None:
    """A table's page is lost, and its record in the journal: its indexes have the names yet."""
    sound = sound_study(tmp_path, PASSPHRASE, edits=2)
    tables = ("coders", "participants", "dyads", "sessions", "accounts", "rounds", "measures")
    lost = {each for (name, _), own in sound.pages.items() for each in own if name in tables}
    one_rescue(sound, tuple(sorted(lost | sound.plan)), random.Random(1))
    with open_study(sound.place.with_name("new.iprstudy"), lambda: PASSPHRASE) as store:
        view = store.view()
    names: dict[str, list[Any]] = {
        "coder": [each.name for each in view.coders.values()],
        "participant": [each.pseudonym for each in view.participants.values()],
        "dyad": [(each.name, each.therapist_id, each.patient_id) for each in view.dyads.values()],
        "session": [(each.dyad_id, each.number) for each in view.sessions.values()],
        "account": [(each.session_id, each.voice) for each in view.accounts.values()],
        "round": [each.name for each in view.rounds.values()],
    }
    assert names["round"] == ["open", "first"]
    assert "Bo" not in names["coder"]  # nothing hangs on him
    for kind, own in names.items():
        was = [each for (of, _), each in sound.records.items() if of == kind]
        there = [_said(each) for each in was if _said(each) != "Bo"]
        assert own == there


def _said(record: Any) -> Any:
    """What the names of `test_names_stand_in_indexes_too` are of a record."""
    if isinstance(record, Dyad):
        return record.name, record.therapist_id, record.patient_id
    if isinstance(record, Session):
        return record.dyad_id, record.number
    if isinstance(record, Account):
        return record.session_id, record.voice
    return getattr(record, "pseudonym", None) or record.name


def test_of_what_only_an_index_names_it_is_told_whose_it_was(cheap: None, tmp_path: Path) -> None:
    sound = sound_study(tmp_path, PASSPHRASE, edits=2)
    own = next(each for each in sound.records.values() if isinstance(each, Moment))
    bad = bytearray(sound.content)
    for page in read_pages(sound.place, sound.key):
        if own.id.encode() in (page.content or b"") and page.number not in sound.indexes["moments"]:
            bad[page.number * PAGE_BYTES - 100] ^= 1
    sound.place.write_bytes(bad)
    report = rescue(sound.place, tmp_path / "new.iprstudy", lambda: PASSPHRASE)
    assert report.entries_lost
    assert report.lost["moment", "Ane"] >= 1


@pytest.fixture(scope="module")
def sound(cheap: None, tmp_path_factory: pytest.TempPathFactory) -> Sound:
    return sound_study(tmp_path_factory.mktemp("sound"), PASSPHRASE, edits=4)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_pages_are_lost_all_that_is_whole_comes_back(
    sound: Sound, data: st.DataObject
) -> None:
    """Each record that stands on whole pages as it was, and of each other one it is told."""
    last = len(sound.content) // PAGE_BYTES
    pages = data.draw(st.sets(st.integers(1, last), min_size=1, max_size=last // 3))
    trial = one_rescue(sound, tuple(sorted(pages)), random.Random(1))
    assert (trial.missed, trial.silent) == ((), 0)
