"""Names that stand in tables and paths: what is taken, and what is refused in one sentence."""

from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.domain.naming import LONGEST, given_name


@pytest.mark.parametrize("name", ["D07", "Dyade 7 (Pilot)", "Ærø–3", "二人組", "d.07_b"])
def test_a_name_is_taken_without_the_blanks_around_it(name: str) -> None:
    assert given_name(f"  {name}\t", "the dyad", "") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "the dyad has no name"),
        (" \n ", "the dyad has no name"),
        ("a/b", "a / in it"),
        ("a\nb", "has a line break"),
        ("a\u202eb", "a sign that is not seen"),
        ("x" * (LONGEST + 1), "more than 60 letters"),
    ],
)
def test_what_a_table_or_a_path_cannot_hold_is_refused(name: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as told:
        given_name(name, "the dyad", "give one such as D07")
    assert told.value.hint == "give one such as D07"
