"""Signs of codes without a letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.code_signs import signs_of
from annotator.domain.codebook import Code, CodeSet

NAMES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12),
    max_size=60,
    unique=True,
)


@given(names=NAMES, keyed=st.sets(st.integers(0, 59)), retired=st.sets(st.integers(0, 59)))
def test_each_code_without_a_letter_has_a_sign_of_its_own(names, keyed, retired):
    codes = tuple(
        Code(id=str(i), name=name, key="H" if i in keyed else "", retired=i in retired)
        for i, name in enumerate(names)
    )
    signs = signs_of(CodeSet(id="set", name="Set", codes=codes))
    assert set(signs) == {each.id for each in codes if not each.key and not each.retired}
    assert len(set(signs.values())) == len(signs)
    assert {len(each) for each in signs.values()} <= {2 if len(signs) > 26 else 1}
    assert all(each.isalpha() and each == each.upper() for each in "".join(signs.values()))


def test_signs_follow_the_names():
    names = ("Reaching out", "Reaching in", "Reaching", "Øvelse", "(pause)", "123", "…")
    codes = tuple(Code(id=name, name=name) for name in names)
    assert list(signs_of(CodeSet(id="set", name="Set", codes=codes)).values()) == list("RIEØPAB")


def test_a_long_set_has_two_letters_so_that_none_begins_another():
    codes = tuple(Code(id=str(i), name=f"Marker {i}") for i in range(300))
    signs = signs_of(CodeSet(id="set", name="Set", codes=codes))
    assert list(signs.values())[:3] == ["MA", "MR", "MK"]
    assert len(set(signs.values())) == 300
