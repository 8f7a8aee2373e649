"""Which accounts are shut for a coder, by hand-made cases."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.round import Assignment, Opening, Round
from annotator.domain.study import Account
from annotator.domain.visibility import shut_accounts

ACCOUNTS = {
    voice: Account(id=voice, session_id="s", voice=voice)
    for voice in ("therapist", "patient", "session")
}
HIDES = Round(
    id="r1", name="R1", number=1, kind="reliability", codebook_id="c", hides_other_account=True
)
LATER = replace(HIDES, id="r2", name="R2", number=2, hides_other_account=False)
ROUNDS = {"r1": HIDES, "r2": LATER}


def given(account: str, *, done: bool = False, place: int = 0, of: str = "r1") -> Assignment:
    return Assignment(
        id=f"{of}-{account}",
        round_id=of,
        coder_id="me",
        account_id=account,
        progress="done" if done else "to do",
        position=place,
    )


def shut(*work: Assignment, opened: str = "", who: str | None = "me", more: str = "") -> set[str]:
    openings = (
        {"o": Opening(id="o", round_id=opened, coder_id="me", session_id="s")} if opened else {}
    )
    assignments = {each.id: each for each in work}
    further = {more: Account(id=more, session_id="s", voice=more)} if more else {}
    return set(shut_accounts(who, ACCOUNTS | further, ROUNDS, assignments, openings))


def test_the_other_account_is_shut_until_this_one_is_done() -> None:
    assert shut(given("therapist")) == {"patient"}
    assert shut(given("patient")) == {"therapist"}
    both = (given("therapist"), given("patient"))
    assert shut(*both) == {"patient"}
    assert shut(given("therapist", done=True), given("patient")) == set()


def test_the_order_of_work_says_which_comes_first() -> None:
    assert shut(given("therapist", place=2), given("patient", place=1)) == {"therapist"}


def test_an_account_that_was_not_given_opens_by_the_step_only() -> None:
    assert shut(given("therapist", done=True)) == {"patient"}
    assert shut(given("therapist", done=True), opened="r1") == set()


def test_the_step_of_another_round_opens_nothing() -> None:
    assert shut(given("therapist"), opened="r2") == {"patient"}


def test_the_newest_round_that_gave_an_account_counts() -> None:
    assert shut(given("therapist"), given("therapist", of="r2")) == set()


def test_what_another_round_gave_opens_when_the_first_is_done() -> None:
    openly = given("patient", of="r2")
    assert shut(given("therapist"), openly) == {"patient"}
    assert shut(given("therapist", done=True), openly) == set()


def test_a_further_informant_opens_where_they_were_given() -> None:
    assert shut(given("therapist"), given("observer"), more="observer") == {"patient", "observer"}
    first = given("therapist", done=True)
    assert shut(first, given("observer"), more="observer") == {"patient"}
    assert shut(first, more="observer") == {"patient", "observer"}


def test_what_another_coder_was_given_opens_nothing() -> None:
    theirs = replace(given("patient", of="r2"), coder_id="other")
    assert shut(given("therapist", done=True), theirs) == {"patient"}


def test_who_reads_everything_and_who_was_given_nothing_find_all_open() -> None:
    assert shut(given("therapist"), who=None) == set()
    assert shut(given("therapist"), who="somebody else") == set()
    assert shut() == set()
