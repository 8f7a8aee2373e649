"""What may be done to a codebook, and what a change may never do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import codebook_changes as change
from annotator.domain import codebook_fates as fate
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_parts import code_of, set_of
from annotator.domain.codebook_rules import in_tree_order, sound, under
from annotator.domain.errors import UserError


def code(name: str, parent: str | None = None, key: str = "", **more: object) -> Code:
    return Code(id=name, name=name, parent_id=parent, key=key, **more)  # type: ignore[arg-type]


BOOK = Codebook(
    id="b",
    number=1,
    sets=(
        CodeSet(
            id="s",
            name="Processes",
            codes=(
                code("Near"),
                code("Touch", "Near", "C", examples=("we met",)),
                code("Bond", "Near", "B"),
                code("Far"),
                code("Shame", "Far", "H", examples=("I hid", "we met")),
                code("Flight", "Far"),
            ),
            scales=(Scale(id="i", name="Intensity", minimum=1, maximum=5),),
        ),
        CodeSet(id="o", name="Other", codes=(code("Odd"),)),
    ),
)


def tree(book: Codebook, set_id: str = "s") -> list[str]:
    """The codes in order, indented by depth; retired ones in brackets."""
    return [
        "  " * depth + (f"[{each.name}]" if each.retired else each.name)
        for depth, each in in_tree_order(set_of(book, set_id))
    ]


def test_moving_a_code_takes_along_what_stands_under_it():
    moved = change.move_codes(BOOK, {"Far", "Shame"}, "o", None, "Odd")
    assert tree(moved, "o") == ["Far", "  Shame", "  Flight", "Odd"]
    assert tree(moved) == ["Near", "  Touch", "  Bond"]


def test_codes_step_up_and_down_among_those_beside_them_and_stay_at_the_end():
    down = change.step_codes(BOOK, {"Touch"}, 1)
    assert tree(down)[:3] == ["Near", "  Bond", "  Touch"]
    assert change.step_codes(down, {"Touch"}, 1) == down
    assert tree(change.step_codes(down, {"Touch"}, -1)) == tree(BOOK)
    assert tree(change.step_codes(BOOK, {"Far"}, -1))[0] == "Far"


def test_a_merged_code_is_retired_and_gives_its_children_and_examples():
    merged = fate.merge_codes(BOOK, {"Far"}, "Near")
    assert tree(merged) == ["Near", "  Touch", "  Bond", "  Shame", "  Flight", "[Far]"]
    assert code_of(merged, "Far").became == ("Near",)
    shame = fate.merge_codes(BOOK, {"Shame", "Touch"}, "Bond")
    assert code_of(shame, "Bond").examples == ("we met", "I hid")


def test_a_code_merged_into_its_own_child_leaves_that_child_in_its_place():
    merged = fate.merge_codes(BOOK, {"Far"}, "Shame")
    assert tree(merged) == [
        "Near",
        "  Touch",
        "  Bond",
        "[Far]",
        "Shame",
        "  Flight",
    ]


def test_a_split_code_is_retired_after_the_new_ones_which_have_its_colour():
    split = fate.split_code(BOOK, "Far", [" Away ", "Gone", ""])
    assert tree(split) == [
        "Near", "  Touch", "  Bond", "Away", "Gone", "[Far]", "Shame", "Flight",
    ]  # fmt: skip
    new = code_of(split, "Far").became
    assert [code_of(split, each).name for each in new] == ["Away", "Gone"]


def test_what_became_of_a_code_is_followed_through_merge_and_split():
    book = fate.merge_codes(BOOK, {"Touch"}, "Bond")
    book = fate.split_code(book, "Bond", ["Strong", "Weak"])
    names = [code_of(book, each).name for each in fate.became_in(book, "Touch")]
    assert names == ["Strong", "Weak"]
    assert fate.became_in(fate.retire(book, {"Shame"}), "Shame") == ("Shame",)
    assert fate.became_in(book, "nobody") == ()


def test_retiring_a_parent_retires_the_branch_and_a_child_comes_back_with_its_parent():
    gone = fate.retire(BOOK, {"Far"})
    assert tree(gone)[3:] == ["[Far]", "  [Shame]", "  [Flight]"]
    assert tree(fate.bring_back(gone, {"Shame"}))[3:] == ["Far", "  Shame", "  [Flight]"]


def test_a_key_that_was_given_away_meanwhile_does_not_come_back():
    gone = change.change_code(fate.retire(BOOK, {"Shame"}), "Bond", key="h")
    back = fate.bring_back(gone, {"Shame"})
    assert (code_of(back, "Shame").key, code_of(back, "Bond").key) == ("", "H")


def test_a_part_of_a_split_stays_while_the_code_that_it_came_from_does():
    split = fate.split_code(BOOK, "Odd", ["A", "B"])
    first, second = code_of(split, "Odd").became
    says = "the code 'A' took the place of 'Odd'; retire it instead, or bring 'Odd' back first."
    with pytest.raises(UserError, match=says):
        change.delete_codes(split, {first})
    retired = fate.retire(split, {first})
    assert fate.became_in(retired, "Odd") == (first, second)  # a person is still asked
    again = fate.bring_back(split, {"Odd"})
    assert [each.name for each in change.delete_codes(again, {first}).sets[1].codes] == ["B", "Odd"]
    assert change.delete_codes(split, {"Odd", first, second}).sets[1].codes == ()


def test_a_set_with_what_a_code_of_another_set_went_into_stays():
    merged = fate.merge_codes(BOOK, {"Shame"}, "Flight")
    moved = change.move_codes(merged, {"Flight"}, "o")
    with pytest.raises(UserError, match="the code 'Flight' took the place of 'Shame'"):
        change.delete_set(moved, "o")


def test_a_tree_may_be_fifty_codes_deep_and_no_deeper():
    def chain(length: int) -> Codebook:
        codes = tuple(code(f"C{each}", f"C{each - 1}" if each else None) for each in range(length))
        return replace(BOOK, sets=(CodeSet(id="d", name="Deep", codes=codes),))

    assert len(tree(sound(chain(51)), "d")) == 51
    for length in (52, 5_000):
        with pytest.raises(UserError, match="the code 'C51' stands under more than 50 others"):
            sound(chain(length))
    assert len(list(under(chain(5_000).sets[0], "C9"))) == 4_990


REFUSED: dict[str, Callable[[], Codebook]] = {
    "the set 'Processes' has a code 'shame' already; take another name.": lambda: change.add_code(
        BOOK, "s", code("shame")
    ),
    "the set 'Processes' has a retired code 'Shame' already; bring that one back, or take "
    "another name.": lambda: change.add_code(
        fate.retire(BOOK, {"Shame"}), "s", Code(id="n", name="Shame")
    ),
    "the key H belongs to 'Shame' already; choose another letter for 'Odd'.": lambda: (
        change.change_code(BOOK, "Odd", key="h")
    ),
    "the key H belongs to 'Shame' already; choose another letter for 'Bond'.": lambda: (
        change.change_code(BOOK, "Bond", key="h")  # it stands before the one that has the key
    ),
    "the key J is one of the window's own; choose a letter other than J K L M N X.": lambda: (
        change.change_code(BOOK, "Odd", key="j")
    ),
    "a blank is no key; choose one letter, or leave the key empty.": lambda: change.change_code(
        BOOK, "Shame", key=" "
    ),
    "the key '😀' is no single letter; choose one letter.": lambda: change.change_code(
        BOOK, "Shame", key="😀"
    ),
    "the set 'Processes' has a code 'Far' already; take another name.": lambda: change.change_code(
        BOOK, "Bond", name="Fa\u200br"
    ),
    "the set 'Processes' has a code '\u00c9tude' already; take another name.": lambda: (
        change.change_code(
            change.change_code(BOOK, "Shame", name="\u00c9tude"), "Bond", name="E\u0301tude"
        )
    ),
    "the code 'Far' would stand under itself; move it under another code.": lambda: (
        change.move_codes(BOOK, {"Far"}, "s", "Shame")
    ),
    "there is nothing to merge; choose two or more codes.": lambda: fate.merge_codes(
        BOOK, {"Shame"}, "Shame"
    ),
    "the codes to merge are of several sets; move them into one set first.": lambda: (
        fate.merge_codes(BOOK, {"Odd"}, "Shame")
    ),
    "into what the code 'Far' is split is missing; write two or more names, one a line.": (
        lambda: fate.split_code(BOOK, "Far", ["one"])
    ),
    "the code 'Shame' stands in a version that is in use; retire it instead.": lambda: (
        change.delete_codes(BOOK, {"Far"}, kept={"Shame"})
    ),
    "the set 'Other' has no scale to rate its codes on; add its scale first.": lambda: (
        change.change_set(BOOK, "o", unit="session", marking="rating")
    ),
    "the set 'Other' needs two or more piles; write how many codes each takes, from the lowest: "
    "5, 8, 12, ….": lambda: change.change_set(BOOK, "o", unit="dyad", marking="sort"),
    "the set 'Other' cannot rate or sort codes by turn; take bins, or a whole account, session "
    "or dyad, or let codes be ticked.": lambda: change.change_set(
        BOOK, "o", unit="turn", marking="rating"
    ),
    "the scale 'Intensity' goes from 5 to 5; the lowest value must be the smaller one.": lambda: (
        change.change_scale(BOOK, "i", minimum=5)
    ),
    "the label of 9 stands outside the scale 'Intensity', or twice; give each value from 1 to 5 "
    "at most one label.": lambda: change.change_scale(
        BOOK, "i", anchors=(Anchor(value=9, label="x"),)
    ),
    "there is a / or | in the name of the code 'a/b'; leave it out: paths and lists need these "
    "signs.": lambda: change.change_code(BOOK, "Odd", name="a/b"),
    "the code has no name; give it one, in one line.": lambda: change.change_code(
        BOOK, "Odd", name=" "
    ),
    "the codebook has this code no more; look at the codebook as it is now.": lambda: (
        change.change_code(BOOK, "gone", name="x")
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        REFUSED[sentence]()
    assert refused.value.sentence == sentence


def test_a_set_that_goes_back_to_passages_is_ticked_again():
    rated = change.change_set(BOOK, "s", unit="bin", marking="rating")
    assert set_of(change.change_set(rated, "s", unit="span"), "s").marking == "presence"


IDS = [each.id for _, each in BOOK.codes()]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "step", "merge", "split", "retire", "back", "key"]),
        st.sampled_from(IDS),
        st.sampled_from(IDS),
        st.sampled_from(["A", "B", "C", "H"]),
    ),
    max_size=12,
)


def step(book: Codebook, kind: str, own: str, other: str, key: str, number: int) -> Codebook:
    """The codebook after one thing that a person may ask for."""
    if kind == "move":
        set_id = next(each.id for each, found in book.codes() if found.id == other)
        return change.move_codes(book, {own}, set_id, other)
    if kind == "step":
        return change.step_codes(book, {own, other}, 1 if key < "C" else -1)
    if kind == "merge":
        return fate.merge_codes(book, {own}, other)
    if kind == "split":
        return fate.split_code(book, own, [f"{key}{number}a", f"{key}{number}b"])
    if kind == "retire":
        return fate.retire(book, {own})
    if kind == "back":
        return fate.bring_back(book, {own})
    return change.change_code(book, own, key=key)


@given(STEPS)
def test_whatever_is_done_in_whatever_order_the_codebook_is_sound_and_loses_no_code(
    steps: list[tuple[str, str, str, str]],
) -> None:
    book = BOOK
    for number, (kind, own, other, key) in enumerate(steps):
        before = {each.id for _, each in book.codes()}
        try:
            book = step(book, kind, own, other, key, number)
        except UserError:
            continue
        assert sound(book) is book
        assert before <= {each.id for _, each in book.codes()}
        for each in before:
            assert fate.became_in(book, each)
