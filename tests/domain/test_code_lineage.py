"""What became of codes: renamed, merged, merged again, split, retired, gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.tables.current_codes import current_codes
from annotator.domain.code_lineage import (
    as_counted,
    counted_names,
    counted_set,
    current,
    lineages,
    merges,
    split_codes,
)
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.codebook_fates import became_in
from annotator.domain.moment import Moment
from annotator.domain.study import Study
from annotator.domain.view import StudyView


def code(name: str, *became: str, retired: bool = False) -> Code:
    return Code(id=name, name=name.upper(), became=became, retired=retired or bool(became))


MOODS = CodeSet(
    id="moods",
    name="Moods",
    codes=(
        code("shame"),
        code("guilt", "shame"),
        code("blush", "guilt"),
        code("far", "away", "cold"),
        code("away"),
        code("cold"),
        code("old", retired=True),
        code("joined again", "away", "back"),
        code("back", "away"),
        code("lost", "nowhere"),
    ),
)
OTHER = CodeSet(id="other", name="Other", codes=(code("heat", "shame"), code("moved", "x")))
MORE = CodeSet(id="more", name="More", codes=(code("x"),))
BOOK = Codebook(id="3", number=3, sets=(MOODS, OTHER, MORE))


def test_a_code_is_what_it_became_where_that_is_one() -> None:
    now = {each: current(BOOK, each) for each in ("shame", "guilt", "blush", "old", "back")}
    assert now == {
        "shame": "shame",
        "guilt": "shame",
        "blush": "shame",
        "old": "old",
        "back": "away",
    }
    assert current(BOOK, "joined again") == "away"  # both parts end in one
    assert current(BOOK, "far") is None  # split
    assert current(BOOK, "lost") is None  # into what is not there
    assert current(BOOK, "never") is None


def test_a_split_code_counts_for_itself_and_is_named() -> None:
    assert lineages(BOOK)["far"] == "far"
    assert [each.id for each in split_codes(BOOK, ["far", "shame", "guilt", "far", "never"])] == [
        "far"
    ]


def test_a_set_counts_what_went_into_it_and_not_what_left_it() -> None:
    names = counted_names(BOOK, MOODS)
    assert names["guilt"] == names["blush"] == names["heat"] == "SHAME"
    assert names["far"] == "FAR"
    assert list(names)[:3] == ["shame", "guilt", "blush"]
    assert counted_names(BOOK, OTHER) == {}
    assert counted_names(BOOK, MORE) == {"x": "X", "moved": "X"}
    assert [each.id for each in counted_set(BOOK, MOODS).codes] == [
        "shame",
        "far",
        "away",
        "cold",
        "old",
        "lost",
    ]


def test_a_moment_has_what_its_codes_became_each_once() -> None:
    moment = Moment(
        id="m",
        transcript_id="t",
        coder_id="c",
        round_id="r",
        codebook_id="1",
        start=0,
        end=1,
        codes=("guilt", "far", "shame", "elsewhere"),
    )
    assert as_counted(moment, merges(BOOK)).codes == ("shame", "far", "elsewhere")
    assert as_counted(moment, {}) is moment
    plain = Codebook(id="1", number=1, sets=(CodeSet(id="s", name="S", codes=(code("a"),)),))
    assert merges(plain) == {}
    assert counted_set(plain, plain.sets[0]) is plain.sets[0]


@given(
    became=st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), max_size=3), max_size=6
    )
)
def test_any_history_ends_in_a_code_that_stands_or_in_none(became: dict[str, list[str]]) -> None:
    """Histories that go in circles too: the answer is no merged code, and comes at all."""
    codes = tuple(code(name, *parts) for name, parts in became.items())
    book = Codebook(id="b", number=1, sets=(CodeSet(id="s", name="S", codes=codes),))
    for name, parts in became.items():
        now = current(book, name)
        assert now is None or not became[now]
        if not parts:
            assert now == name
        if len(set(parts)) == 1:
            assert now == current(book, parts[0])


def test_what_was_split_and_joined_again_is_one_code_everywhere() -> None:
    codes = (
        Code(id="x", name="X", retired=True, became=("a", "b")),
        Code(id="a", name="A"),
        Code(id="b", name="B", retired=True, became=("a",)),
        Code(id="y", name="Y", retired=True, became=("a", "c")),
        Code(id="c", name="C"),
    )
    book = Codebook(id="2", number=2, sets=(CodeSet(id="s", name="S", codes=codes),))
    view = StudyView(revision=1, study=Study(id="study", title=""), codebooks={"2": book})
    now = current_codes(view).now
    assert [current(book, each) for each in ("x", "b", "y", "gone")] == ["a", "a", None, None]
    assert [became_in(book, each) for each in ("x", "b", "y", "gone")] == [
        ("a",), ("a",), ("a", "c"), (),
    ]  # fmt: skip
    assert [now[each] for each in ("x", "b", "y")] == ["a", "a", "y"]
