"""Numbers of persons: every valid one is found, and none with one digit changed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.analysis.leaks import checksums as check
from annotator.analysis.leaks import scan

DIGITS = "0123456789"
day = st.tuples(st.integers(1, 28), st.integers(1, 12), st.integers(0, 99))


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=count, max_size=count)


def ended(body: str, check_: Callable[[str], bool], count: int, letters: str = DIGITS) -> str:
    """A body with the check digits that fit it; the example is dropped where none do."""
    for tail in product(letters, repeat=count):
        if check_(body + "".join(tail)):
            return body + "".join(tail)
    assume(False)
    raise AssertionError


def day_first(when: tuple[int, int, int]) -> str:
    return f"{when[0]:02}{when[1]:02}{when[2]:02}"


def year_first(when: tuple[int, int, int]) -> str:
    return f"{when[2]:02}{when[1]:02}{when[0]:02}"


def norwegian(when: tuple[int, int, int], rest: str) -> str:
    return ended(day_first(when) + rest[:3], check.norwegian, 2)


def d_number(when: tuple[int, int, int], rest: str) -> str:
    return ended(f"{when[0] + 40:02}{day_first(when)[2:]}{rest[:3]}", check.norwegian, 2)


def swedish(when: tuple[int, int, int], rest: str) -> str:
    bare = ended(year_first(when) + rest[:3], check.swedish, 1)
    return f"{bare[:6]}-{bare[6:]}"


def danish(when: tuple[int, int, int], rest: str) -> str:
    bare = ended(day_first(when) + rest[:3], check.danish, 1)
    return f"{bare[:6]}-{bare[6:]}"


def finnish(when: tuple[int, int, int], rest: str) -> str:
    return ended(
        f"{day_first(when)}-{rest[:3]}", check.finnish, 1, "0123456789ABCDEFHJKLMNPRSTUVWXY"
    )


def nhs(when: tuple[int, int, int], rest: str) -> str:
    bare = ended(rest[:9], check.nhs, 1)
    return f"{bare[:3]} {bare[3:6]} {bare[6:]}"


def german(when: tuple[int, int, int], rest: str) -> str:
    order = "".join(dict.fromkeys(f"{rest}{DIGITS}"))[:9].lstrip("0")
    return ended((order + order[-1] + "0" * 9)[:10], check.german_tax, 1)


def french(when: tuple[int, int, int], rest: str) -> str:
    return ended(f"1{year_first(when)[:4]}{rest[:8]}", check.french, 2)


def spanish(when: tuple[int, int, int], rest: str) -> str:
    return ended(rest[:8], check.spanish, 1, "TRWAGMYFPDXBNJZSQVHLCKE")


def italian(when: tuple[int, int, int], rest: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return ended(f"RSSMRA{rest[:2]}T{rest[2:4]}A{rest[4:7]}", check.italian, 1, letters)


def polish(when: tuple[int, int, int], rest: str) -> str:
    return ended(year_first(when) + rest[:4], check.polish, 1)


def swiss(when: tuple[int, int, int], rest: str) -> str:
    return ended(f"756{rest}", check.swiss, 1)


def iban(when: tuple[int, int, int], rest: str) -> str:
    for key in range(2, 99):
        if check.iban(made := f"NO{key:02}{rest}{rest[:2]}"[:15]):
            return made
    assume(False)
    raise AssertionError


def card(when: tuple[int, int, int], rest: str) -> str:
    return ended(f"4{rest}{rest}"[:15], check.luhn, 1)


def account(when: tuple[int, int, int], rest: str) -> str:
    bare = ended(f"{rest}{rest}"[:10], check.norwegian_account, 1)
    return f"{bare[:4]}.{bare[4:6]}.{bare[6:]}"


MAKERS = {
    "Norwegian birth or D-number": (norwegian, d_number),
    "Swedish personal number": (swedish,),
    "Danish CPR number": (danish,),
    "Finnish identity code": (finnish,),
    "NHS number": (nhs,),
    "German Steuer-ID": (german,),
    "French NIR": (french,),
    "Spanish DNI or NIE": (spanish,),
    "Italian codice fiscale": (italian,),
    "Polish PESEL": (polish,),
    "Swiss AHV number": (swiss,),
    "IBAN": (iban,),
    "card number": (card,),
    "Norwegian bank account": (account,),
}
CASES = [pytest.param(what, each, id=each.__name__) for what, own in MAKERS.items() for each in own]


@pytest.mark.parametrize(("what", "make"), CASES)
@given(data=st.data())
def test_a_valid_number_is_found_and_one_digit_changed_is_not(
    what: str, make: Callable[[tuple[int, int, int], str], str], data: st.DataObject
) -> None:
    number = make(data.draw(day), data.draw(digits(9)))
    text = f"It is {number}, I think."
    claimed = [each for each in scan(text) if (each.start, each.end) == (6, 6 + len(number))]
    assert claimed, number
    assert all(each.sure for each in claimed)
    where = data.draw(st.sampled_from([at for at, each in enumerate(number) if each.isdigit()]))
    other = data.draw(st.sampled_from([each for each in DIGITS if each != number[where]]))
    changed = number[:where] + other + number[where + 1 :]
    found = scan(f"It is {changed}, I think.")
    assert what not in {each.what for each in found if each.sure}, changed


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("AB123456C", "National Insurance number"),
        ("123-45-6789", "US Social Security number"),
        ("85.07.30-033.28", "Belgian national number"),
        ("120174-3399", "Icelandic kennitala"),
        ("111222333", "Dutch BSN"),
        ("41 05 07 501 60".replace(" ", ""), None),  # a D-number's day, another's check digits
        ("000-12-3456", None),
        ("BG123456A", None),
        ("123456789012345678901", None),  # part of a longer number is none
    ],
)
def test_shapes_and_near_misses(number: str, what: str | None) -> None:
    found = {each.what for each in scan(f"x {number} x") if each.kind == "number"}
    assert found == ({what} if what else set())


def test_an_iban_ends_where_the_next_word_begins() -> None:
    text = "pay NO93 8601 1117 947 THEN call"
    assert [(each.what, text[each.start : each.end]) for each in scan(text)] == [
        ("IBAN", "NO93 8601 1117 947")
    ]
